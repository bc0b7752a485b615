// What moderators work off: reports, prompts and images that wait for them, and what was refused. Words and pictures of others are
// loaded when a list is opened and never by themselves, because each look is recorded. How much waits is live.

import { get, home, post, Refused } from "./api.js";
import { empty, number, redraw, when } from "./console-format.js";
import { $, el } from "./dom.js";
import { t } from "./text.js";
import { toast } from "./toast.js";

const REFRESH_MS = 5000;
const KINDS = {
  reported: "web-console-case-reported",
  noted: "web-console-case-noted",
  held: "web-console-case-held",
  refused: "web-console-case-refused",
  declined: "web-console-case-declined",
  job: "web-console-said-job",
  call: "web-console-said-call",
};
const VERBS = { release: "web-console-release", fail: "web-console-fail", "report-remove": "web-console-case-remove", "report-dismiss": "web-console-case-dismiss" };

/** Lists that are opened one at a time. `lists`: names of the lists of the server with their titles; `person`: whose, 0: everybody's. */
export class Looks {
  constructor(parts, lists, person = 0) {
    Object.assign(this, { parts, person, open: "", rows: [], next: "" });
    this.buttons = Object.fromEntries(Object.entries(lists).map(([name, title]) => [name, el("button", { type: "button", class: "press", "aria-expanded": "false", "data-key": `list ${name}`, on: { click: () => this.turn(name) } }, title, el("span", { class: "waiting" }))]));
    this.body = el("div", { "aria-live": "polite" });
    this.more = el("button", { type: "button", class: "press more", text: t("web-console-further"), hidden: true, on: { click: () => this.load(this.next) } });
    this.box = el("section", { class: "looks" }, el("p", { class: "hint", text: t("web-console-recorded") }), el("div", { class: "row" }, ...Object.values(this.buttons)), this.body, this.more);
  }

  count(waiting) {
    for (const [name, button] of Object.entries(this.buttons)) button.lastChild.textContent = waiting[name] ? ` ${number(waiting[name])}` : "";
  }

  turn(name) {
    this.open = this.open === name ? "" : name;
    for (const [each, button] of Object.entries(this.buttons)) button.setAttribute("aria-expanded", String(each === this.open));
    this.body.replaceChildren();
    this.more.hidden = true;
    if (this.open) this.load("");
  }

  /** After an act: what is still to be decided. */
  refresh() {
    if (this.open) this.load("");
  }

  async load(after) {
    const list = this.open;
    try {
      const page = await post("api/admin/looks", { list, after, person: this.person, language: this.parts.acts.language });
      if (list !== this.open) return;
      this.rows = after ? [...this.rows, ...page.rows] : page.rows;
      this.next = page.next;
      redraw(this.body, this.rows.length ? el("ul", { class: "cards" }, ...this.rows.map((row) => this.card(row))) : empty());
      this.more.hidden = !this.next;
    } catch (error) {
      toast(error instanceof Refused ? error.words : t("web-error-offline"));
    }
  }

  card(row) {
    const { acts, may } = this.parts;
    const title = [t(KINDS[row.kind] ?? row.kind), row.job ? `#${row.job}` : row.kind === "job" ? `#${row.id}` : ""].filter(Boolean).join(" · ");
    const person = row.person && el("a", { class: "to", dir: "auto", href: `#person/${row.person_id}`, text: row.person });
    const place = row.conversation_id ? el("a", { class: "to", dir: "auto", href: `#conversation/${row.conversation_id}`, text: row.conversation }) : row.conversation;
    const pictures = Array.from({ length: row.pictures ?? 0 }, (_, index) => el("img", { class: "reported", loading: "lazy", alt: t("web-console-picture", { number: index + 1 }), src: `${home}api/admin/cases/${row.id}/${index}` }));
    const buttons = (row.acts ?? []).map((act) => acts.button(t(VERBS[act.verb]), { act }, `${act.verb} ${row.id}`, { "aria-label": `${t(VERBS[act.verb])}: ${title}` }));
    if (row.person_id && may.has("ban")) buttons.push(acts.button(t("web-console-ban"), { act: { verb: "ban", person: row.person_id } }, `ban ${row.id}`, { "aria-label": `${t("web-console-ban")}: ${row.person}` }));
    return el(
      "li",
      { class: "card" },
      el("h3", { text: title }),
      el("p", { class: "about" }, ...[when(row.at), person, place].filter(Boolean).flatMap((each, index) => (index ? [" · ", each] : [each]))),
      el("blockquote", { dir: "auto", text: row.words || t("web-console-words-gone") }),
      row.reason ? el("p", { dir: "auto", text: t("web-console-case-reason", { reason: row.reason }) }) : "",
      pictures.length ? el("div", { class: "row" }, ...pictures) : "",
      buttons.length ? el("div", { class: "row" }, ...buttons) : "",
    );
  }
}

export class Moderation {
  constructor(parts) {
    this.parts = parts;
    const lists = { reports: t("web-console-reports"), prompts: t("web-console-prompts"), images: t("web-console-images"), refusals: t("web-console-refusals") };
    this.looks = new Looks(parts, lists);
    this.box = el("div", {}, el("h2", { text: t("web-console-moderation") }), this.looks.box);
    this.timer = setInterval(() => document.hidden || $("asking").open || this.count(), REFRESH_MS);
  }

  close() {
    this.closed = true;
    clearInterval(this.timer);
  }

  refresh() {
    this.looks.refresh();
    return this.count();
  }

  async count() {
    try {
      const { moderation } = await get(`api/admin/overview?${this.parts.query}`);
      if (!this.closed) this.looks.count(moderation);
      this.parts.onState(true);
    } catch (error) {
      if (error.retry) this.parts.onState(false);
    }
  }
}
