// Short notifications about errors and completed actions.

import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./text.js";

const SHOWN_MS = 6000;
const MOST = 4;

export function toast(words, kind = "problem") {
  setTimeout(show(words, kind), SHOWN_MS);
}

/** Show a toast with a button until a time (unix seconds); returns a function that closes it. */
export function offer(words, label, act, until) {
  const close = show(words, "done", el("button", { type: "button", class: "press", text: label, on: { click: ({ currentTarget }) => act(currentTarget) } }));
  setTimeout(close, Math.max(0, until * 1000 - Date.now()));
  return close;
}

function show(words, kind, button = null) {
  const box = $("toasts");
  // Elements above a modal dialog must be inside it.
  const over = document.querySelector("dialog[open]") ?? document.body;
  if (box.parentNode !== over) over.append(box);
  for (const old of box.children) if (old.dataset.words === words) old.remove();
  const close = () => note.remove();
  const note = el(
    "div",
    { class: `toast ${kind}`, dataset: { words } },
    el("p", { text: words, dir: "auto" }),
    button,
    el("button", { type: "button", class: "icon", "aria-label": t("web-close"), on: { click: close } }, icon("close")),
  );
  box.append(note);
  while (box.children.length > MOST) box.firstChild.remove();
  return close;
}

// Move the toasts out of a closing dialog. (`close` does not bubble, but can be captured.)
document.addEventListener("close", ({ target }) => target.contains($("toasts")) && document.body.append($("toasts")), true);

/** Announce to screen readers. */
export function announce(words) {
  const line = el("p", { text: words });
  $("announce").append(line);
  setTimeout(() => line.remove(), 3000);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The Clipboard API needs https; fall back to execCommand.
    const area = el("textarea", { class: "unseen" });
    area.value = text;
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(t("web-copied"), "done");
}
