// What an empty room says: what can be done here, with a few lines to begin with.

import { $, el } from "./dom.js";
import { t } from "./text.js";

const EXAMPLES = ["web-example-1", "web-example-2", "web-example-3"];

/** `shared`: in a room with others a line is painted only where it is for Shenbi. */
export function welcome({ assets, fill, shared }) {
  $("welcome").replaceChildren(
    el("img", { class: "scene", src: `${assets}/mountains.svg`, alt: "" }),
    el("h2", { text: t("web-welcome-title") }),
    el("p", { text: t(shared ? "web-welcome-text-shared" : "web-welcome-text") }),
    el("div", { class: "examples" }, ...EXAMPLES.map((id) => el("button", { type: "button", text: t(id), on: { click: () => fill(t(id)) } }))),
    el("p", { class: "small", text: t(shared ? "web-welcome-photo-shared" : "web-welcome-photo") }),
  );
}

export const showWelcome = (empty) => {
  $("welcome").hidden = !empty;
};
