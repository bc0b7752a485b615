// Covered pictures: blurred until somebody presses them, in the room and in the gallery.

import { el } from "./dom.js";
import { t } from "./text.js";

/** Those that somebody has asked to see, on this page. */
const uncovered = new Set();
const keyOf = (picture) => picture.tag ?? picture.id;

/** Whether a picture is covered until somebody asks to see it. */
export const isCovered = (picture) => Boolean(picture.cover) && !uncovered.has(keyOf(picture));

/** Cover the button that a picture is in. */
export function cover(frame) {
  if (frame.classList.contains("covered")) return;
  frame.classList.add("covered");
  frame.append(el("span", { class: "cover", text: t("web-covered") }));
  frame.setAttribute("aria-label", t("web-covered"));
}

/** Uncover it; `label` is what it is called then. */
export function uncover(frame, label) {
  if (!frame.classList.contains("covered")) return;
  frame.classList.remove("covered");
  frame.querySelector(".cover")?.remove();
  frame.setAttribute("aria-label", label);
}

/** What a press on the picture does: the first one uncovers it, if it is covered; else it opens. */
export function opener(frame, picture, label, open) {
  return () => {
    if (!isCovered(picture)) return open();
    uncovered.add(keyOf(picture));
    uncover(frame, label);
  };
}
