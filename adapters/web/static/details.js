// The panel beside a picture in the lightbox: prompt, parameters and actions. In the room the actions are the post's
// buttons; in the gallery they send commands to the room or act directly.

import { namesOf, ownName } from "./complete.js";
import { el } from "./dom.js";
import { buttons } from "./entry.js";
import { icon } from "./icons.js";
import { pathStrip } from "./path.js";
import { shareBox } from "./sharing.js";
import { moment, nameOf, t } from "./text.js";

/** The command text; `menu` has the names of commands. */
function typed(menu, name, rest) {
  const command = menu.commands.find((each) => each.name === name);
  return `/${command ? ownName([...new Set(namesOf(command))]) : name} ${rest}`;
}

export const starLabel = (picture) => t(picture.starred ? "web-gallery-unstar" : "web-gallery-star");

function press(drawing, label, click, kind = "") {
  return el("button", { type: "button", class: `press ${kind}`, on: { click } }, icon(drawing), el("bdi", { text: t(label) }));
}

/** A collapsible area below the actions; pressing the same action again closes it. */
function collapsible() {
  const slot = el("div", { class: "slot" });
  const toggle = (name, fill) => {
    const open = slot.dataset.name !== name;
    slot.dataset.name = open ? name : "";
    slot.replaceChildren(...(open ? fill() : []));
    slot.querySelector("button, select, input")?.focus();
  };
  return { slot, toggle };
}

/** Panel nodes for a gallery picture; `act` has star, say, fill, remove, path (what it was made from, once that is known) and show. */
export function galleryDetails(picture, { menu, me, sharing, act }) {
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
  const { slot, toggle } = collapsible();
  const path = act.path(picture);
  const canChange = menu.commands.some(({ name }) => name === "edit");
  const say = (command, rest) => () => act.say(typed(menu, command, rest));
  const star = el("button", { type: "button", class: "press star", "aria-pressed": String(picture.starred), on: { click: () => act.star(picture) } }, icon("star"), el("bdi", { text: starLabel(picture) }));
  const styles = () => menu.styles.filter(({ name }) => name !== "auto").map(({ name, label }) => el("button", { type: "button", class: "press", text: label || name, on: { click: say("restyle", `--from ${picture.number} ${name}`) } }));
  const confirmDelete = () => [
    el("p", { text: t("web-delete-ask", { number: picture.job }) }),
    el("button", { type: "button", class: "press", text: t("web-delete-no"), on: { click: () => toggle("delete") } }),
    el("button", { type: "button", class: "press danger", text: t("web-delete-yes"), on: { click: () => act.remove(picture) } }),
  ];
  return [
    el("p", { class: "prompt", text: picture.prompt, dir: "auto" }),
    path ? pathStrip(path, picture, act.show) : null,
    el("div", { class: "actions" }, press("reply", "web-gallery-show", say("show", picture.job), "primary"), star),
    el(
      "div",
      { class: "actions" },
      press("again", "web-gallery-again", say("again", picture.job)),
      press("palette", "web-gallery-restyle", () => toggle("styles", styles)),
      press("sparks", "web-gallery-similar", say("similar", `--from ${picture.number}`)),
      canChange ? press("arrow", "web-gallery-continue", () => act.fill(typed(menu, "edit", `--from ${picture.number} `))) : null,
      picture.edit ? press("edit", "web-edit", () => act.fill(picture.edit)) : null,
      picture.mine && sharing ? press("link", "web-share-picture", () => toggle("share", () => [shareBox([[picture.id, `#${picture.number}`]])])) : null,
      picture.mine ? press("bin", "web-delete", () => toggle("delete", confirmDelete), "danger") : null,
    ),
    slot,
    el("dl", { class: "facts" }, ...facts.filter(([, value]) => value).map(([label, value]) => el("div", {}, el("dt", { text: t(label) }), el("dd", { text: value, dir: "auto" })))),
  ].filter(Boolean);
}

/** Panel nodes for a picture of the room; `act` is that of its entries. */
export function roomDetails(entry, picture, { me, sharing, act, archive }) {
  const { slot, toggle } = collapsible();
  const ids = entry.pictures ?? [];
  const mine = entry.mention === me;
  const number = /^#(\d+(?:\.\d+)?)/.exec(entry.text ?? "")?.[1] ?? "";
  const names = ids.map((id, index) => [id, ids.length > 1 ? `#${number}.${index + 1}` : `#${number}`]);
  return [
    el("p", { class: "prompt", text: picture.alt || entry.text || t("web-picture"), dir: "auto" }),
    picture.alt && entry.text ? el("p", { class: "small", text: entry.text, dir: "auto" }) : null,
    entry.buttons?.length ? buttons(entry, act, new Map(), me) : null,
    el(
      "div",
      { class: "actions" },
      press("reply", "web-reply", () => act.reply(entry)),
      entry.edit ? press("edit", "web-edit", () => act.fill(entry.edit)) : null,
      ids.length && mine && sharing ? press("link", "web-share-picture", () => toggle("share", () => [shareBox(names)])) : null,
      ids.length > 1 ? el("a", { class: "press", href: archive(ids), download: true }, icon("save"), el("bdi", { text: t("web-download-all") })) : null,
    ),
    slot,
  ].filter(Boolean);
}
