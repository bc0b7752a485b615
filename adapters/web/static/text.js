// All texts come from the server (config/locales); variables are filled in here.

import { readLocal } from "./storage.js";

let texts = {};
export let language = "zh";

export function useTexts(all, chosen) {
  texts = all;
  language = chosen;
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : chosen;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
    if (node.matches("button")) node.title = t(node.dataset.label);
  }
  for (const node of document.querySelectorAll("[data-title]")) node.title = t(node.dataset.title);
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = t(node.dataset.placeholder);
}

/** The text with an id; `{name}` in it is replaced by `values.name`. */
export function t(id, values = {}) {
  return (texts[id] ?? id).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const preferredLanguage = () =>
  readLocal("shenbi.language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

const made = new Map();

/** A formatter of `Intl` for the page's language, made once: making one takes longer than a hundred uses. */
export function formatter(kind, options) {
  const key = `${language} ${kind} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new Intl[kind](language, options));
  return made.get(key);
}

export const clock = (at) => formatter("DateTimeFormat", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at * 1000);

export function day(at) {
  const date = new Date(at * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return t("web-today");
  if (days === 1) return t("web-yesterday");
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return formatter("DateTimeFormat", { year, month: "long", day: "numeric", weekday: "short" }).format(date);
}

/** The heading under which pictures are grouped: today, yesterday, or a month. */
export function period(at) {
  const date = new Date(at * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days <= 0) return t("web-today");
  if (days === 1) return t("web-yesterday");
  return new Intl.DateTimeFormat(language, { year: "numeric", month: "long" }).format(date);
}

export const moment = (at) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", hourCycle: "h23" }).format(at * 1000);

/** Replace times in a text ([offset, text, unix seconds]) by local time. */
export function byOwnClock(text, times = []) {
  const today = new Date().toDateString();
  return times.reduceRight((whole, [start, words, at]) => {
    if (whole.slice(start, start + words.length) !== words) return whole;
    const own = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: /:\d+:/.test(words) ? "2-digit" : undefined, hourCycle: "h23" }).format(at * 1000);
    const other = new Date(at * 1000).toDateString() !== today;
    return whole.slice(0, start) + (other ? `${day(at)} ` : "") + own + whole.slice(start + words.length);
  }, text);
}

/** A person's displayed name; without one, derived from the id. */
export const nameOf = (person, name) =>
  person === "" ? t("web-bot") : name || t("web-guest", { mark: person.slice(0, 4).toUpperCase() });
