// The path of a picture in its panel: small pictures from its origin to itself, each a button that shows that one.

import { galleryAddress } from "./api.js";
import { cover, isCovered, opener } from "./covers.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./text.js";

/** What stands in a picture's place: its icon and its text. */
const PLACEHOLDERS = {
  deleted: ["bin", "web-path-deleted"],
  withheld: ["lock", "web-path-withheld"],
  sent: ["image", "web-path-sent"],
  expired: ["image", "web-path-expired"],
  unreadable: ["bin", "web-path-unreadable"],
};

/** The strip; `path` is that of the server, `shown` the picture in the lightbox, `show` opens another one. */
export function pathStrip(path, shown, show) {
  const step = ({ state, picture, from }, index) => {
    const place = index + 1;
    const mark = el("span", { class: "number", "aria-hidden": "true", text: from.length > 1 ? `${place} = ${from.map((each) => each + 1).join(" + ")}` : String(place) });
    if (!picture) {
      const [drawing, text] = PLACEHOLDERS[state];
      const words = t("web-path-step", { place, words: t(text) });
      return el("li", {}, el("span", { class: "stone", role: "img", "aria-label": words, title: words }, icon(drawing)), mark);
    }
    const words = t("web-path-step", { place, words: picture.prompt || `#${picture.number}` });
    const image = el("img", { src: galleryAddress(picture, "?size=thumb"), alt: "", draggable: "false", width: picture.width, height: picture.height });
    const current = picture.id === shown.id;
    const stone = el("button", { type: "button", class: "stone", "aria-label": words, title: words, ...(current ? { "aria-current": "step" } : {}) }, image);
    if (isCovered(picture) && !current) cover(stone);
    stone.onclick = opener(stone, picture, words, () => show(picture));
    return el("li", {}, stone, mark);
  };
  return el(
    "section",
    { class: "path", "aria-label": t("web-path") },
    el("h2", { text: t("web-path") }),
    path.earlier ? el("p", { class: "small", text: t(path.more ? "web-path-earlier-more" : "web-path-earlier", { count: path.earlier }) }) : null,
    el("ol", { on: { keydown: move } }, ...path.steps.map(step)),
  );
}

/** Left and right move along the path, not to the next picture of the gallery. */
function move(event) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = [...event.currentTarget.querySelectorAll("button")];
  all[all.indexOf(document.activeElement) + by]?.focus();
  event.preventDefault();
  event.stopPropagation();
}
