// A picture of a person, made from the id: a pigment, and their first letter or a few brush dots.

import { el, svg } from "./dom.js";

const PIGMENTS = ["#3d5a73", "#6b7f4e", "#8a5a3c", "#7a4b63", "#4c7a74", "#97703a", "#56527d", "#7d4038", "#3f6b52", "#6a6259"];

const segmenter = Intl.Segmenter ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

function firstLetter(name) {
  const first = segmenter ? segmenter.segment(name)[Symbol.iterator]().next().value?.segment : [...name][0];
  return (first ?? "").toUpperCase();
}

const pigmentOf = (person) => PIGMENTS[parseInt(person.slice(0, 4), 16) % PIGMENTS.length];

function dots(person) {
  const bits = parseInt(person.slice(4, 10), 16);
  const marks = [];
  for (let place = 0; place < 12; place += 1) {
    if (!((bits >> place) & 1)) continue;
    const [column, row] = [place % 3, Math.floor(place / 3)];
    for (const x of column === 2 ? [20] : [8 + column * 6, 32 - column * 6]) {
      marks.push(svg("circle", { cx: x, cy: 10 + row * 6.6, r: 2 + ((bits >> (place + 8)) & 3) * 0.35 }));
    }
  }
  return svg("g", { fill: "#fff", "fill-opacity": ".82" }, ...marks);
}

export function avatar(person, name, assets) {
  if (person === "") return el("img", { class: "avatar bot", src: `${assets}/seal.svg`, alt: "", width: 36, height: 36 });
  const letter = firstLetter(name);
  const inside = letter
    ? svg("text", { x: 20, y: 20, "text-anchor": "middle", "dominant-baseline": "central", fill: "#fff", "font-size": 17 })
    : dots(person);
  if (letter) inside.textContent = letter;
  return svg(
    "svg",
    { class: "avatar", viewBox: "0 0 40 40", width: 36, height: 36, "aria-hidden": "true" },
    svg("circle", { cx: 20, cy: 20, r: 20, fill: pigmentOf(person) }),
    inside,
  );
}

export const pigment = pigmentOf;
