// Avatar generated from a person's id: a colour, and the name's first letter or three ink drops.

import { el, svg } from "./dom.js";

const PIGMENTS = ["#3d5a73", "#6b7f4e", "#8a5a3c", "#7a4b63", "#4c7a74", "#97703a", "#56527d", "#7d4038", "#3f6b52", "#6a6259"];

const segmenter = Intl.Segmenter ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

function firstLetter(name) {
  const first = segmenter ? segmenter.segment(name)[Symbol.iterator]().next().value?.segment : [...name][0];
  return (first ?? "").toUpperCase();
}

/** 16 bits of an id at a place: its hexadecimal digits, or of a name (@ann) a hash of it. */
function bitsOf(person, place) {
  if (!person.startsWith("@")) return parseInt(person.slice(place, place + 4), 16);
  return [...person].reduce((bits, mark) => (bits * 31 + mark.codePointAt(0) + place) & 0xffff, 7);
}

const pigmentOf = (person) => PIGMENTS[bitsOf(person, 0) % PIGMENTS.length];

/** Three ink drops positioned by the id. */
function drops(person) {
  return [4, 8, 12].map((place) => {
    const bits = bitsOf(person, place);
    const [x, y, r] = [6 + (bits & 31) * 0.9, 6 + ((bits >> 5) & 31) * 0.9, 7 + ((bits >> 10) & 7)];
    return svg("circle", { cx: x, cy: y, r, fill: place === 8 ? "#000" : "#fff", "fill-opacity": place === 8 ? 0.22 : 0.3 });
  });
}

let clips = 0;

export function avatar(person, name, assets) {
  if (person === "") return el("img", { class: "avatar bot", src: `${assets}/seal.svg`, alt: "", width: 36, height: 36 });
  const letter = firstLetter(name);
  const clip = `drop-${(clips += 1)}`;
  const round = () => svg("circle", { cx: 20, cy: 20, r: 20 });
  const text = svg("text", { x: 20, y: 20, "text-anchor": "middle", "dominant-baseline": "central", fill: "#fff", "font-size": 17 });
  text.textContent = letter;
  return svg(
    "svg",
    { class: "avatar", viewBox: "0 0 40 40", width: 36, height: 36, "aria-hidden": "true" },
    svg("clipPath", { id: clip }, round()),
    svg("g", { "clip-path": `url(#${clip})`, fill: pigmentOf(person) }, round(), ...(letter ? [text] : drops(person))),
  );
}
