// What people were charged in a month, by person, conversation or model; the same as a CSV file.

import { get, home, Refused } from "./api.js";
import { empty, number, table, yuan } from "./console-format.js";
import { el } from "./dom.js";
import { t } from "./text.js";
import { toast } from "./toast.js";

const BY = { person: "web-console-by-person", conversation: "web-console-by-conversation", model: "web-console-by-model" };

export class Spending {
  constructor({ query }) {
    this.query = query;
    const changed = () => this.refresh();
    this.by = el("select", { "aria-label": t("web-console-by"), on: { change: changed } }, ...Object.entries(BY).map(([value, label]) => el("option", { value, text: t(label) })));
    this.month = el("input", { type: "month", "aria-label": t("web-console-period"), on: { change: changed } });
    this.file = el("a", { class: "press", download: true, text: t("web-console-csv") });
    this.body = el("div");
    this.box = el("section", { class: "list" }, el("h2", { text: t("web-console-spending") }), el("div", { class: "filters" }, this.by, this.month, this.file), this.body);
  }

  close() {
    this.closed = true;
  }

  async refresh() {
    const query = new URLSearchParams(this.query);
    query.set("by", this.by.value);
    if (/^\d{4}-\d{2}$/.test(this.month.value)) query.set("days", this.month.value);
    const address = `api/admin/spending?${query}`;
    this.asked = address;
    this.file.href = `${home}${address}&csv=1`;
    try {
      const found = await get(address);
      if (this.closed || this.asked !== address) return;
      if (!this.month.value) this.month.value = found.first.slice(0, 7);
      this.body.replaceChildren(found.rows.length ? this.draw(found) : empty());
    } catch (error) {
      toast(error instanceof Refused ? error.words : t("web-error-offline"));
    }
  }

  draw({ rows, amount_li, pictures }) {
    const named = ({ name, address }) => el("span", {}, el("bdi", { text: name || address }), name && address ? el("small", { text: address }) : "");
    const lines = rows.map((row) => [named(row), number(row.pictures), yuan(row.amount_li)]);
    const heads = [t(BY[this.by.value]), t("web-console-pictures"), t("web-console-charged")];
    return table(t("web-console-spending"), heads, [...lines, [t("web-console-total"), number(pictures), yuan(amount_li)]]);
  }
}
