// The settings in force, and where each comes from. The server sends no secrets.

import { get, Refused } from "./api.js";
import { empty, table } from "./console-format.js";
import { el } from "./dom.js";
import { t } from "./text.js";
import { toast } from "./toast.js";

const SOURCES = { default: "web-console-from-default", file: "web-console-from-file", environment: "web-console-from-environment", command: "web-console-from-command" };

export class SettingsView {
  constructor({ query }) {
    this.query = query;
    this.rows = [];
    this.search = el("input", { type: "search", maxlength: 80, autocomplete: "off", spellcheck: "false", "aria-label": t("web-console-search-settings"), placeholder: t("web-console-search-settings"), on: { input: () => this.draw() } });
    this.changed = el("input", { type: "checkbox", id: "changed-only", checked: true, on: { change: () => this.draw() } });
    this.body = el("div");
    this.box = el("section", { class: "list" }, el("h2", { text: t("web-console-settings") }), el("div", { class: "filters" }, this.search, this.changed, el("label", { for: "changed-only", text: t("web-console-changed-only") })), this.body);
  }

  close() {
    this.closed = true;
  }

  async refresh() {
    try {
      const { rows } = await get(`api/admin/settings?${this.query}`);
      if (this.closed) return;
      this.rows = rows;
      this.draw();
    } catch (error) {
      toast(error instanceof Refused ? error.words : t("web-error-offline"));
    }
  }

  draw() {
    const words = this.search.value.trim().toLowerCase();
    const shown = this.rows.filter((row) => row.name.toLowerCase().includes(words) && (!this.changed.checked || words || row.source !== "default"));
    const value = (row) => (row.is_secret ? t(row.is_set ? "web-console-secret-set" : "web-console-secret-unset") : row.value || "–");
    const source = (row) => [t(SOURCES[row.source]), row.origin, row.configured && t("web-console-instead-of", { value: row.configured })].filter(Boolean).join(" · ");
    const heads = [t("web-console-setting"), t("web-console-value"), t("web-console-from")];
    this.body.replaceChildren(shown.length ? table(t("web-console-settings"), heads, shown.map((row) => [row.name, value(row), source(row)])) : empty());
  }
}
