// Short words about what went wrong, or was done.

import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./text.js";

const SHOWN_MS = 6000;

export function toast(words, kind = "problem") {
  const box = $("toasts");
  for (const old of box.children) if (old.dataset.words === words) old.remove();
  const close = () => note.remove();
  const note = el(
    "div",
    { class: `toast ${kind}`, dataset: { words } },
    el("p", { text: words, dir: "auto" }),
    el("button", { type: "button", class: "icon", "aria-label": t("web-close"), on: { click: close } }, icon("close")),
  );
  box.append(note);
  while (box.children.length > 3) box.firstChild.remove();
  setTimeout(close, SHOWN_MS);
}

/** Words for those who hear the page. */
export function announce(words) {
  const line = el("p", { text: words });
  $("announce").append(line);
  setTimeout(() => line.remove(), 3000);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https there is no clipboard: the old way.
    const area = el("textarea", { class: "unseen" });
    area.value = text;
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(t("web-copied"), "done");
}
