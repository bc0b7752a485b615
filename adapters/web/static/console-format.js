// How the console writes money, times and lengths of time, and draws tables and meters.

import { el } from "./dom.js";
import { clock, day, formatter, t } from "./text.js";

export const yuan = (li) => formatter("NumberFormat", { style: "currency", currency: "CNY", currencyDisplay: "narrowSymbol" }).format(li / 1000);
export const number = (value) => formatter("NumberFormat", {}).format(value);
export const share = (part) => formatter("NumberFormat", { style: "percent" }).format(part);
export const when = (at) => `${day(at)} ${clock(at)}`;

const UNITS = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** Seconds as `3 min`. */
export function span(seconds) {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? UNITS.at(-1);
  return formatter("NumberFormat", { style: "unit", unit, unitDisplay: "short" }).format(Math.round(seconds / size));
}

/** `3 min ago`. */
export function ago(seconds) {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? UNITS.at(-1);
  return formatter("RelativeTimeFormat", { numeric: "auto" }).format(-Math.round(seconds / size), unit);
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

/** Draw a box again, and keep the focus on the control with the same key, and open what was open. */
export function redraw(box, ...children) {
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const opened = new Set([...box.querySelectorAll("details[open] > [data-key]")].map((each) => each.dataset.key));
  box.replaceChildren(...children);
  for (const each of box.querySelectorAll("details > [data-key]")) if (opened.has(each.dataset.key)) each.parentElement.open = true;
  if (focused) [...box.querySelectorAll("[data-key]")].find((each) => each.dataset.key === focused)?.focus();
}

/** A name with its address below. */
export const named = (name, address, properties = {}) => el("span", properties, el("bdi", { text: name || address }), name && address ? el("small", { text: address }) : "");

/** Names and values, one a line. */
export const facts = (lines) =>
  el("dl", { class: "facts" }, ...lines.filter(([, value]) => value !== "" && value !== null && value !== undefined).map(([label, value]) => el("div", {}, el("dt", { text: label }), el("dd", { dir: typeof value === "string" ? "auto" : null }, value))));

export const STATES = {
  queued: "web-console-job-queued",
  preparing: "web-console-job-preparing",
  submitting: "web-console-job-submitting",
  unknown: "web-console-job-unknown",
  running: "web-console-job-running",
  collecting: "web-console-job-collecting",
  held: "web-console-job-held",
  done: "web-console-job-done",
  failed: "web-console-job-failed",
  cancelled: "web-console-job-cancelled",
};

export const RANKS = { guest: "web-console-guest", person: "web-console-person", moderator: "web-console-moderator", admin: "web-console-admin", owner: "web-console-owner" };
