// The welcome text of an empty room, with examples to start with.

import { $, el } from "./dom.js";
import { t } from "./text.js";

const EXAMPLES = ["web-example-1", "web-example-2", "web-example-3"];

/** `shared`: in shared rooms only messages addressed to Shenbi are painted. */
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
