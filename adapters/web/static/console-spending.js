// What people were charged today or in a month, by person, conversation or model; the same as a CSV file.

import { get, home, Refused } from "./api.js";
import { empty, named, number, redraw, table, yuan } from "./console-format.js";
import { el } from "./dom.js";
import { t } from "./text.js";
import { toast } from "./toast.js";

const REFRESH_MS = 15_000;
const SHOWN_ROWS = 100; // a thousand take a second to draw
const BY = { person: "web-console-by-person", conversation: "web-console-by-conversation", model: "web-console-by-model" };

export class Spending {
  constructor({ query }) {
    this.query = query;
    const changed = () => this.refresh();
    this.by = el("select", { "aria-label": t("web-console-by"), on: { change: changed } }, ...Object.entries(BY).map(([value, label]) => el("option", { value, text: t(label) })));
    this.today = el("button", { type: "button", class: "press", "aria-pressed": "false", text: t("web-console-today"), on: { click: () => this.choose(this.today.getAttribute("aria-pressed") === "false") } });
    this.month = el("input", { type: "month", "aria-label": t("web-console-period"), on: { change: () => this.choose(false) } });
    this.file = el("a", { class: "press", download: true, text: t("web-console-csv") });
    this.timer = setInterval(() => document.hidden || this.refresh({ quietly: true }), REFRESH_MS);
    this.body = el("div");
    this.box = el("section", { class: "list" }, el("h2", { text: t("web-console-spending") }), el("div", { class: "filters" }, this.by, this.today, this.month, this.file), this.body);
  }

  close() {
    this.closed = true;
    clearInterval(this.timer);
  }

  /** Show this day, or the month of the field. */
  choose(today) {
    this.today.setAttribute("aria-pressed", String(today));
    this.refresh();
  }

  async refresh({ quietly = false } = {}) {
    const query = new URLSearchParams(this.query);
    query.set("by", this.by.value);
    if (this.today.getAttribute("aria-pressed") === "true") query.set("days", "today");
    else if (/^\d{4}-\d{2}$/.test(this.month.value)) query.set("days", this.month.value);
    const address = `api/admin/spending?${query}`;
    this.asked = address;
    this.file.href = `${home}${address}&csv=1`;
    try {
      const found = await get(address);
      if (this.closed || this.asked !== address) return;
      if (!this.month.value) this.month.value = found.first.slice(0, 7);
      const shown = JSON.stringify(found);
      if (shown === this.shown) return;
      this.shown = shown;
      redraw(this.body, found.rows.length ? this.draw(found) : empty());
    } catch (error) {
      if (!quietly) toast(error instanceof Refused ? error.words : t("web-error-offline"));
    }
  }

  draw({ rows, amount_li, pictures }) {
    const shown = this.all ? rows : rows.slice(0, SHOWN_ROWS);
    const lines = shown.map((row) => [named(row.name, row.address), number(row.pictures), yuan(row.amount_li)]);
    const heads = [t(BY[this.by.value]), t("web-console-pictures"), t("web-console-charged")];
    const listed = table(t("web-console-spending"), heads, [...lines, [t("web-console-total"), number(pictures), yuan(amount_li)]]);
    if (shown.length === rows.length) return listed;
    const everything = () => {
      this.all = true;
      redraw(this.body, this.draw({ rows, amount_li, pictures }));
    };
    return el("div", {}, listed, el("button", { type: "button", class: "press more", text: t("web-console-all", { count: number(rows.length) }), on: { click: everything } }));
  }
}
