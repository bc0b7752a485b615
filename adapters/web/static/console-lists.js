// The console's lists: held jobs, people, the audit. Each loads a page at a time, newest first.

import { get, Refused } from "./api.js";
import { empty, number, table, when, yuan } from "./console-format.js";
import { el } from "./dom.js";
import { t } from "./text.js";
import { toast } from "./toast.js";

const SEARCH_DELAY_MS = 250;
const SURFACES = { chat: "web-console-chat", console: "web-console", shell: "web-console-shell" };
const RANKS = { guest: "web-console-guest", person: "web-console-person", moderator: "web-console-moderator", admin: "web-console-admin", owner: "web-console-owner" };
const STATES = {
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

class List {
  /** `draw` makes a node of all rows; `top` is shown above them. */
  constructor({ title, address, parts, draw, top = "" }) {
    Object.assign(this, { address, parts, draw, rows: [], next: "", search: "", asked: 0 });
    this.body = el("div");
    this.more = el("button", { type: "button", class: "press more", text: t("web-console-more"), hidden: true, on: { click: () => this.load(this.next) } });
    this.box = el("section", { class: "list" }, el("h2", { text: title }), top, this.body, this.more);
  }

  close() {
    this.asked = -1; // answers that are still to come are not shown
  }

  refresh() {
    return this.load("");
  }

  async load(after) {
    if (this.asked < 0) return;
    const asked = (this.asked += 1);
    const query = new URLSearchParams(this.parts.query);
    if (after) query.set("after", after);
    if (this.search) query.set("search", this.search);
    try {
      const page = await get(`${this.address}?${query}`);
      if (asked !== this.asked) return;
      this.rows = after ? [...this.rows, ...page.rows] : page.rows;
      this.next = page.next;
      this.body.replaceChildren(this.rows.length ? this.draw(this.rows) : empty());
      this.more.hidden = !this.next;
    } catch (error) {
      if (error instanceof Refused) toast(error.words);
      else throw error;
    }
  }
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
  const step = ([at, from, to, details]) =>
    el("li", { dir: "auto", text: [when(at), from && from !== to ? `${t(STATES[from])} → ${t(STATES[to])}` : t(STATES[to]), details].filter(Boolean).join(" · ") });
  const card = (job) =>
    el(
      "li",
      { class: "held" },
      el("h3", { text: `#${job.id}` }),
      el("p", { dir: "auto", text: [job.person, job.model, t("web-console-count", { count: job.pictures }), when(job.since), job.code].filter(Boolean).join(" · ") }),
      el("details", {}, el("summary", { text: t("web-console-story") }), el("ol", {}, ...job.story.map(step))),
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

export function peopleList(parts) {
  const { acts, may } = parts;
  const rank = (person) => {
    if (!may.has("appoint") || person.self) return t(RANKS[person.rank]);
    const choice = el("select", { "aria-label": t("web-console-rank-of", { name: person.name || person.address }) }, ...Object.entries(RANKS).map(([value, label]) => el("option", { value, text: t(label), selected: value === person.rank })));
    choice.onchange = async () => {
      if (!(await acts.order({ act: { verb: "rank", person: person.id, rank: choice.value } }))) choice.value = person.rank;
    };
    return choice;
  };
  const ban = (person) => {
    if (person.self) return "";
    const verb = person.banned ? "unban" : "ban";
    const label = person.banned ? t("web-console-unban") : t("web-console-ban");
    return acts.button(label, { act: { verb, person: person.id } }, `${verb} ${person.id}`, { "aria-label": `${label}: ${person.name || person.address}` });
  };
  const named = ({ name, address, banned }) => el("span", { class: banned ? "banned" : null }, el("bdi", { text: name || "–" }), el("small", { text: banned ? `${address} · ${t("web-console-banned")}` : address }));
  const money = (person) => (may.has("account") ? [number(person.pictures), yuan(person.charged_li)] : []);
  const heads = [t("web-console-name"), t("web-console-since"), ...(may.has("account") ? [t("web-console-month-pictures"), t("web-console-month-charged")] : []), t("web-console-rank"), ""];
  const draw = (rows) => table(t("web-console-people"), heads, rows.map((person) => [named(person), when(person.since), ...money(person), rank(person), ban(person)]));
  const field = el("input", { type: "search", maxlength: 80, autocomplete: "off", spellcheck: "false", "aria-label": t("web-console-search"), placeholder: t("web-console-search") });
  const list = new List({ title: t("web-console-people"), address: "api/admin/people", parts, draw, top: field });
  let timer;
  field.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      list.search = field.value.trim();
      list.refresh();
    }, SEARCH_DELAY_MS);
  };
  return list;
}

export function auditList(parts) {
  const { acts } = parts;
  const back = (entry) => {
    if (entry.undone_by) return t("web-console-undone", { entry: entry.undone_by });
    return entry.undo ? acts.button(t("web-console-undo"), { undo: entry.id }, `undo ${entry.id}`, { "aria-label": `${t("web-console-undo")}: ${entry.title}` }) : "";
  };
  const who = ({ actor, surface }) => [actor === "operator" ? "" : actor, surface ? t(SURFACES[surface]) : ""].filter(Boolean).join(" · ") || t("web-console-shell");
  const heads = [t("web-console-entry"), t("web-console-when"), t("web-console-who"), t("web-console-what"), ""];
  const draw = (rows) => table(t("web-console-audit"), heads, rows.map((entry) => [String(entry.id), when(entry.at), who(entry), entry.title, back(entry)]));
  return new List({ title: t("web-console-audit"), address: "api/admin/audit", parts, draw });
}
