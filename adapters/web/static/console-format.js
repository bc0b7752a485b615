// How the console writes money, times and lengths of time, and draws tables and meters.

import { el } from "./dom.js";
import { clock, day, language, t } from "./text.js";

export const yuan = (li) => new Intl.NumberFormat(language, { style: "currency", currency: "CNY", currencyDisplay: "narrowSymbol" }).format(li / 1000);
export const number = (value) => new Intl.NumberFormat(language).format(value);
export const when = (at) => `${day(at)} ${clock(at)}`;

const UNITS = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** Seconds as `3 min`. */
export function span(seconds) {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? UNITS.at(-1);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(Math.round(seconds / size));
}

/** `3 min ago`. */
export function ago(seconds) {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.round(seconds / size), unit);
}

/** A share as a bar with its words. */
export const meter = (value, most, words, label) =>
  el("span", { class: "measured" }, el("meter", { min: 0, max: Math.max(most, value, 1), high: most * 0.8, value, "aria-label": label }), el("span", { text: words }));

/** A table in a region that scrolls by itself; `rows` are lists of cells, which are texts or nodes. */
export function table(label, heads, rows) {
  const cell = (tag, content, properties = {}) => el(tag, { ...properties, dir: typeof content === "string" ? "auto" : null }, content ?? "");
  return el(
    "div",
    { class: "table", role: "region", tabindex: 0, "aria-label": label },
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...heads.map((head) => (head ? cell("th", head, { scope: "col" }) : el("td"))))),
      el("tbody", {}, ...rows.map(([first, ...others]) => el("tr", {}, cell("th", first, { scope: "row" }), ...others.map((each) => cell("td", each))))),
    ),
  );
}

export const empty = () => el("p", { class: "nothing", text: t("web-console-nothing") });

/** Draw a box again, and keep the focus on the control with the same key. */
export function redraw(box, ...children) {
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  box.replaceChildren(...children);
  if (focused) [...box.querySelectorAll("[data-key]")].find((each) => each.dataset.key === focused)?.focus();
}
