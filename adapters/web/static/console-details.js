// The pages of one person and of one conversation. Words of theirs are shown to moderators only, and only when they ask for them.

import { get, Refused } from "./api.js";
import { facts, number, redraw, STATES, table, when, yuan } from "./console-format.js";
import { banOf, rankOf } from "./console-lists.js";
import { Looks } from "./console-moderation.js";
import { $, el } from "./dom.js";
import { t } from "./text.js";

const REFRESH_MS = 5000;
const RULES = { refuse: "web-console-rule-refuse", hold: "web-console-rule-hold", note: "web-console-rule-note" };

class Details {
  /** `back` is the section that lists these. */
  constructor({ parts, address, back, draw, extra = "" }) {
    Object.assign(this, { parts, address, drawing: draw, shown: "" });
    this.live = el("div", { class: "live" });
    this.box = el("div", { class: "details" }, el("p", {}, el("a", { class: "to", href: `#${back}`, text: t(`web-console-${back}`) })), this.live, extra);
    this.timer = setInterval(() => this.look(), REFRESH_MS);
  }

  close() {
    this.closed = true;
    clearInterval(this.timer);
  }

  look() {
    if (!document.hidden && !$("asking").open && !this.live.querySelector("input:focus, select:focus, textarea:focus")) this.refresh();
  }

  async refresh() {
    try {
      const found = await get(`${this.address}?${this.parts.query}`);
      if (this.closed) return;
      this.parts.onState(true);
      const shown = JSON.stringify(found);
      if (shown === this.shown) return;
      this.shown = shown;
      redraw(this.live, ...this.drawing(found));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.retry) this.parts.onState(false);
      else redraw(this.live, el("p", { class: "nothing", text: error.words }));
    }
  }
}

const states = (rows) => rows.map(([state, jobs]) => `${t(STATES[state])} ${number(jobs)}`).join(" · ");
const section = (title, ...children) => el("section", {}, el("h3", { text: title }), ...children);

function jobs(rows, withPeople) {
  if (!rows.length) return el("p", { class: "nothing", text: t("web-console-nothing") });
  const heads = [t("web-console-job"), t("web-console-when"), t("web-console-state"), t("web-console-model"), t("web-console-pictures"), ...(withPeople ? [t("web-console-who")] : [])];
  return table(t("web-console-jobs"), heads, rows.map((job) => [`#${job.id}`, when(job.at), t(STATES[job.state]), job.model, number(job.pictures), ...(withPeople ? [job.person] : [])]));
}

function limits(rows, form) {
  const shown = rows.filter(([, value, own]) => own || Number(value));
  const list = shown.length ? table(t("web-console-limits"), [t("web-console-limit"), t("web-console-value"), t("web-console-from")], shown.map(([name, value, own]) => [name, Number(value) ? value : t("web-console-no-limit"), own ? t("web-console-own") : t("web-console-as-all")])) : el("p", { class: "nothing", text: t("web-console-no-limits") });
  return section(t("web-console-limits"), list, form);
}

/** A form of an act: fields with labels; `order` makes the order of their values, or null if one is missing. */
function ordering(label, fields, order, acts) {
  const key = (index) => `${label} ${index}`;
  const controls = fields.map(({ name, options, ...properties }, index) =>
    options
      ? el("select", { "aria-label": name, "data-key": key(index) }, ...options.map(([value, text]) => el("option", { value, text })))
      : el("input", { "aria-label": name, placeholder: name, autocomplete: "off", "data-key": key(index), ...properties }),
  );
  const form = el("form", { class: "adopt" }, ...controls, el("button", { type: "submit", class: "press", text: label }));
  form.onsubmit = async (event) => {
    event.preventDefault();
    const wanted = order(...controls.map((each) => each.value.trim()));
    if (wanted && (await acts.order(wanted))) for (const each of controls) if (each.matches("input")) each.value = "";
  };
  return form;
}

const limitForm = (rows, verb, about, acts) =>
  ordering(
    t("web-console-set-limit"),
    [{ name: t("web-console-limit"), options: rows.map(([name]) => [name, name]) }, { name: t("web-console-limit-value"), inputmode: "decimal", maxlength: 14 }],
    (name, value) => ({ act: { ...about, verb, name, value } }),
    acts,
  );

export function personPage(id, parts) {
  const { acts, may } = parts;
  const looks = may.has("look") ? new Looks(parts, { said: t("web-console-said") }, Number(id)) : null;
  const draw = (person) => [
    el("h2", { dir: "auto", text: person.name || person.address }),
    facts([
      [t("web-console-address"), person.address],
      [t("web-console-rank"), rankOf(person, parts)],
      [t("web-console-since"), when(person.since)],
      [t("web-console-last"), person.last_at ? when(person.last_at) : t("web-console-never")],
      [t("web-console-jobs"), states(person.states)],
      ...(person.money ? [[t("web-console-today"), `${yuan(person.money.today_li)} · ${t("web-console-count", { count: number(person.money.today_pictures) })}`], [t("web-console-month"), `${yuan(person.money.month_li)} · ${t("web-console-count", { count: number(person.money.month_pictures) })}`]] : []),
      [t("web-console-ban"), person.banned ? t("web-console-banned") : ""],
    ]),
    el("div", { class: "row" }, may.has("ban") ? banOf(person, parts) : ""),
    limits(
      person.limits,
      may.has("allow") ? el("div", {}, limitForm(person.limits, "limit", { person: person.id }, acts), ordering(t("web-console-gift"), [{ name: t("web-console-pictures"), inputmode: "numeric", maxlength: 6 }], (pictures) => (/^\d+$/.test(pictures) ? { act: { verb: "gift", person: person.id, pictures: Number(pictures) } } : null), acts)) : "",
    ),
    section(t("web-console-newest-jobs"), jobs(person.jobs, false)),
  ];
  return new Details({ parts, address: `api/admin/people/${id}`, back: "people", draw, extra: looks?.box });
}

export function conversationPage(id, parts) {
  const { acts, may } = parts;
  const rules = ({ rules: rows }) =>
    section(
      t("web-console-rules"),
      rows.length
        ? table(t("web-console-rules"), [t("web-console-entry"), t("web-console-what"), t("web-console-words"), ""], rows.map(([number_, action, text]) => [String(number_), t(RULES[action]), text, acts.button(t("web-console-remove"), { act: { verb: "word-remove", number: number_ } }, `rule ${number_}`, { "aria-label": `${t("web-console-remove")}: ${text}` })]))
        : el("p", { class: "nothing", text: t("web-console-no-rules") }),
    );
  const draw = (found) => [
    el("h2", { dir: "auto", text: found.address }),
    facts([
      [t("web-console-sort"), [found.direct ? t("web-console-direct") : t("web-console-group"), found.topic && t("web-console-topic", { topic: found.topic }), found.topics > 1 && t("web-console-topics", { count: found.topics })].filter(Boolean).join(" · ")],
      [t("web-console-blocked"), found.blocked],
      [t("web-console-added-by"), found.added_by],
      [t("web-console-model"), found.model],
      [t("web-console-today"), [t("web-console-count", { count: number(found.pictures.today) }), found.money && yuan(found.money.today_li)].filter(Boolean).join(" · ")],
      [t("web-console-month"), [t("web-console-count", { count: number(found.pictures.month) }), found.money && yuan(found.money.month_li)].filter(Boolean).join(" · ")],
      [t("web-console-open-jobs"), states(found.states)],
      [t("web-console-posts"), found.posts_waiting ? number(found.posts_waiting) : ""],
    ]),
    limits(found.limits, may.has("allow") ? limitForm(found.limits, "limit-chat", { conversation: found.id }, acts) : ""),
    found.rules ? rules(found) : "",
    found.rules ? ordering(t("web-console-add-rule"), [{ name: t("web-console-what"), options: Object.entries(RULES).map(([value, label]) => [value, t(label)]) }, { name: t("web-console-words"), maxlength: 100 }], (rule, text) => (text ? { words: `word add-in ${found.address} ${rule} ${text}` } : null), acts) : "",
    may.has("announce") ? section(t("web-console-tell"), ordering(t("web-console-tell-go"), [{ name: t("web-console-tell-words"), maxlength: 1500 }], (words) => (words ? { act: { verb: "tell", conversation: found.id, words } } : null), acts)) : "",
    section(t("web-console-newest-jobs"), jobs(found.jobs, true)),
  ];
  return new Details({ parts, address: `api/admin/conversations/${id}`, back: "conversations", draw });
}
