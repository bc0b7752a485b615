// The console's lists: held jobs, people, conversations. Each loads a page at a time, and its first page again while it is looked at.

import { get, Refused } from "./api.js";
import { empty, named, number, RANKS, redraw, STATES, table, when, yuan } from "./console-format.js";
import { $, el } from "./dom.js";
import { t } from "./text.js";
import { toast } from "./toast.js";

const SEARCH_DELAY_MS = 250;
const REFRESH_MS = 5000;

export class List {
  /** `draw` makes a node of all rows; `top` is shown above them; `filters` returns more parameters of the address. */
  constructor({ title, address, parts, draw, top = "", filters = () => ({}) }) {
    Object.assign(this, { address, parts, draw, filters, rows: [], next: "", asked: 0, pages: 0, shown: "" });
    this.body = el("div");
    this.more = el("button", { type: "button", class: "press more", text: t("web-console-more"), hidden: true, on: { click: () => this.load(this.next) } });
    this.box = el("section", { class: "list" }, el("h2", { text: title }), top, this.body, this.more);
    this.timer = setInterval(() => this.look(), REFRESH_MS);
  }

  close() {
    this.asked = -1; // answers that are still to come are not shown
    clearInterval(this.timer);
  }

  /** Ask for what is new: not while something is asked about or typed, and not once more pages were loaded, which would go. */
  look() {
    const busy = document.hidden || $("asking").open || this.pages > 1 || this.body.querySelector("input:focus, select:focus, textarea:focus");
    if (!busy) this.load("", { quietly: true });
  }

  refresh() {
    return this.load("");
  }

  async load(after, { quietly = false } = {}) {
    if (this.asked < 0) return;
    const asked = (this.asked += 1);
    const query = new URLSearchParams(this.parts.query);
    if (after) query.set("after", after);
    for (const [name, value] of Object.entries(this.filters())) if (value) query.set(name, value);
    try {
      const page = await get(`${this.address}?${query}`);
      if (asked !== this.asked) return;
      this.parts.onState(true);
      this.pages = after ? this.pages + 1 : 1;
      this.rows = after ? [...this.rows, ...page.rows] : page.rows;
      this.next = page.next;
      const shown = JSON.stringify(this.rows);
      if (shown === this.shown) return;
      this.shown = shown;
      redraw(this.body, this.rows.length ? this.draw(this.rows) : empty());
      this.more.hidden = !this.next;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.retry) this.parts.onState(false);
      if (!quietly) toast(error.words);
    }
  }
}

/** A field that filters a list while one types. `list` is called when it is used. */
export function searchField(list) {
  let timer;
  const field = el("input", { type: "search", maxlength: 80, autocomplete: "off", spellcheck: "false", "aria-label": t("web-console-search"), placeholder: t("web-console-search") });
  field.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => list().refresh(), SEARCH_DELAY_MS);
  };
  return field;
}

export function heldList(parts) {
  const { acts } = parts;
  const adopting = (job) => {
    const field = el("input", { id: `task-${job.id}`, maxlength: 100, autocomplete: "off", spellcheck: "false" });
    const form = el("form", { class: "adopt" }, el("label", { for: `task-${job.id}`, text: t("web-console-task") }), field, el("button", { type: "submit", class: "press", text: t("web-console-adopt") }));
    form.onsubmit = (event) => {
      event.preventDefault();
      if (field.value.trim()) acts.order({ act: { verb: "adopt", job: job.id, task: field.value.trim() } });
    };
    return form;
  };
  const step = ([at, from, to, words]) =>
    el("li", { dir: "auto", text: [when(at), from && from !== to ? `${t(STATES[from])} → ${t(STATES[to])}` : t(STATES[to]), words].filter(Boolean).join(" · ") });
  const card = (job) =>
    el(
      "li",
      { class: "card" },
      el("h3", { text: `#${job.id}` }),
      el("p", { dir: "auto", text: [job.person, job.model, t("web-console-count", { count: job.pictures }), when(job.since)].filter(Boolean).join(" · ") }),
      el("details", {}, el("summary", { text: t("web-console-story"), "data-key": `story ${job.id}` }), el("ol", {}, ...job.story.map(step))),
      el(
        "div",
        { class: "row" },
        acts.button(t("web-console-release"), { act: { verb: "release", job: job.id } }, `release ${job.id}`, { "aria-label": `${t("web-console-release")} #${job.id}` }),
        acts.button(t("web-console-fail"), { act: { verb: "fail", job: job.id } }, `fail ${job.id}`, { "aria-label": `${t("web-console-fail")} #${job.id}` }),
      ),
      adopting(job),
    );
  return new List({ title: t("web-console-held"), address: "api/admin/held", parts, draw: (rows) => el("ul", { class: "cards" }, ...rows.map(card)) });
}

/** The rank of a person; a choice for those who may appoint. */
export function rankOf(person, { acts, may }) {
  if (!may.has("appoint") || person.self) return t(RANKS[person.rank]);
  const choice = el("select", { "data-key": `rank ${person.id}`, "aria-label": t("web-console-rank-of", { name: person.name || person.address }) }, ...Object.entries(RANKS).map(([value, label]) => el("option", { value, text: t(label), selected: value === person.rank })));
  choice.onchange = async () => {
    if (!(await acts.order({ act: { verb: "rank", person: person.id, rank: choice.value } }))) choice.value = person.rank;
  };
  return choice;
}

export function banOf(person, { acts }) {
  if (person.self) return "";
  const verb = person.banned ? "unban" : "ban";
  const label = person.banned ? t("web-console-unban") : t("web-console-ban");
  return acts.button(label, { act: { verb, person: person.id } }, `${verb} ${person.id}`, { "aria-label": `${label}: ${person.name || person.address}` });
}

export function peopleList(parts) {
  const { may } = parts;
  const name = (person) => el("a", { class: "to", href: `#person/${person.id}`, "data-key": `person ${person.id}` }, named(person.name, person.banned ? `${person.address} · ${t("web-console-banned")}` : person.address, { class: person.banned ? "banned" : null }));
  const money = (person) => (may.has("account") ? [number(person.pictures), yuan(person.charged_li)] : []);
  const heads = [t("web-console-name"), t("web-console-since"), ...(may.has("account") ? [t("web-console-month-pictures"), t("web-console-month-charged")] : []), t("web-console-rank"), ""];
  const draw = (rows) => table(t("web-console-people"), heads, rows.map((person) => [name(person), when(person.since), ...money(person), rankOf(person, parts), banOf(person, parts)]));
  const field = searchField(() => list);
  const list = new List({ title: t("web-console-people"), address: "api/admin/people", parts, draw, top: field, filters: () => ({ search: field.value.trim() }) });
  return list;
}

export function conversationList(parts) {
  const { may } = parts;
  const about = ({ direct, topic, blocked }) => [direct ? t("web-console-direct") : t("web-console-group"), topic && t("web-console-topic", { topic }), blocked && t("web-console-blocked")].filter(Boolean).join(" · ");
  const name = (row) => el("a", { class: "to", href: `#conversation/${row.id}`, "data-key": `conversation ${row.id}` }, named(row.name, row.address));
  const heads = [t("web-console-conversation"), t("web-console-sort"), t("web-console-last"), t("web-console-month-pictures"), ...(may.has("account") ? [t("web-console-month-charged")] : [])];
  const draw = (rows) =>
    table(
      t("web-console-conversations"),
      heads,
      rows.map((row) => [name(row), about(row), row.last_at ? when(row.last_at) : t("web-console-never"), number(row.pictures), ...(may.has("account") ? [yuan(row.charged_li)] : [])]),
    );
  const field = searchField(() => list);
  const list = new List({ title: t("web-console-conversations"), address: "api/admin/conversations", parts, draw, top: field, filters: () => ({ search: field.value.trim() }) });
  return list;
}
