// What stands beside a picture of the gallery: its words, what it was painted with, and what can be done with it.

import { namesOf, ownName } from "./complete.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { moment, nameOf, t } from "./text.js";

/** What people would write to do it; `menu` knows the names of commands. */
function typed(menu, name, rest) {
  const command = menu.commands.find((each) => each.name === name);
  return `/${command ? ownName([...new Set(namesOf(command))]) : name} ${rest}`;
}

export const starLabel = (picture) => t(picture.starred ? "web-gallery-unstar" : "web-gallery-star");

/** The nodes of the panel; `act` has star and say. */
export function details(picture, { menu, me, act }) {
  const style = menu.styles.find((each) => each.name === picture.style)?.label ?? picture.style;
  const facts = [
    ["web-fact-style", style],
    ["web-fact-size", `${picture.width} × ${picture.height}`],
    ["web-fact-seed", String(picture.seed)],
    ["web-fact-without", picture.negative],
    ["web-fact-by", picture.mine ? t("web-you", { name: nameOf(me.id, me.name) }) : nameOf(picture.person, picture.by)],
    ["web-fact-at", moment(picture.at)],
    ["web-fact-number", `#${picture.number}`],
  ];
  const button = (drawing, label, command, rest, kind = "") =>
    el("button", { type: "button", class: `press ${kind}`, on: { click: () => act.say(typed(menu, command, rest)) } }, icon(drawing), el("bdi", { text: t(label) }));
  const star = el("button", { type: "button", class: "press star", "aria-pressed": String(picture.starred), on: { click: () => act.star(picture) } }, icon("star"), el("bdi", { text: starLabel(picture) }));
  return [
    el("p", { class: "prompt", text: picture.prompt, dir: "auto" }),
    el("div", { class: "actions" }, button("reply", "web-gallery-show", "show", picture.job, "primary"), star),
    el(
      "div",
      { class: "actions" },
      button("again", "web-gallery-again", "again", picture.job),
      button("palette", "web-gallery-restyle", "restyle", `--from ${picture.number}`),
      button("sparks", "web-gallery-similar", "similar", `--from ${picture.number}`),
    ),
    el("dl", { class: "facts" }, ...facts.filter(([, value]) => value).map(([label, value]) => el("div", {}, el("dt", { text: t(label) }), el("dd", { text: value, dir: "auto" })))),
  ];
}
