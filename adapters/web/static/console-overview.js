// What runs and waits, what is paused, money, platforms; asked for every few seconds while the page is visible.

import { get } from "./api.js";
import { ago, meter, number, redraw, share, span, table, when, yuan } from "./console-format.js";
import { $, el } from "./dom.js";
import { t } from "./text.js";

const REFRESH_MS = 3000;
const LATE_S = 10;
const QUOTAS = { calls: "web-console-quota-calls", pushes: "web-console-quota-pushes" };
const STATES = { live: "web-console-live", paused: "web-console-paused", suspended: "web-console-suspended" };

export class Overview {
  constructor({ may, hints, acts, query, onState, onGone }) {
    Object.assign(this, { may, acts, query, onState, onGone });
    this.live = el("div", { class: "live" });
    this.box = el("div", { class: "overview" }, el("h2", { class: "unseen", text: t("web-console-overview") }), this.live, this.orders(hints));
    this.look = () => document.hidden || this.refresh();
    document.addEventListener("visibilitychange", this.look);
    this.timer = setInterval(this.look, REFRESH_MS);
  }

  close() {
    this.closed = true;
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.look);
  }

  async refresh() {
    if (this.asking) return;
    this.asking = true;
    try {
      const found = await get(`api/admin/overview?${this.query}`);
      this.onState(true);
      if (!this.closed && !$("asking").open) this.draw(found);
    } catch (error) {
      if (error.retry) this.onState(false);
      else this.onGone();
    } finally {
      this.asking = false;
    }
  }

  draw(found) {
    redraw(this.live, this.counts(found), this.pauses(found), this.pools(found), found.money ? this.money(found.money) : "", this.platforms(found));
  }

  counts({ waiting, running, held, moderation }) {
    const each = (label, count, section) => el("div", {}, el("dt", { text: label }), el("dd", {}, section && count ? el("a", { class: "to", href: `#${section}`, text: number(count), "data-key": section, "aria-label": `${label}: ${number(count)}` }) : number(count)));
    const toModerate = Object.values(moderation).reduce((sum, count) => sum + count, 0);
    return el(
      "dl",
      { class: "counts" },
      each(t("web-console-waiting"), waiting),
      each(t("web-console-running"), running),
      each(t("web-console-held"), held, this.may.has("steer") && "held"),
      each(t("web-console-to-moderate"), toModerate, "moderation"),
    );
  }

  pauses({ pauses }) {
    const resume = (scope) => this.may.has("steer") && this.acts.button(t("web-console-resume"), { act: { verb: "resume", scope } }, `resume ${scope}`);
    const lines = pauses.map(({ scope, by, since }) =>
      el("li", {}, el("p", { dir: "auto", text: `${this.scope(scope)} · ${by || t("web-console-shell")} · ${when(since)}` }), resume(scope)),
    );
    const all = this.may.has("steer") && !pauses.some(({ scope }) => scope === "all") && this.acts.button(t("web-console-pause-all"), { act: { verb: "pause", scope: "all" } }, "pause all");
    return el("section", { class: "pauses" }, lines.length ? el("ul", {}, ...lines) : "", all);
  }

  scope(scope) {
    const [kind, name] = scope.split(/:(.*)/);
    if (kind === "model") return t("web-console-paused-model", { name });
    return kind === "account" ? t("web-console-paused-account", { name }) : t("web-console-paused-all");
  }

  pools({ pools, pauses }) {
    const paused = new Set(pauses.map(({ scope }) => scope));
    const active = ({ waiting, busy, state, model, account }) => waiting || busy || state === "suspended" || paused.has(`model:${model}`) || paused.has(`account:${account}`);
    const draw = (some) =>
      table(
        t("web-console-models"),
        [t("web-console-model"), t("web-console-account"), t("web-console-state"), t("web-console-waiting"), t("web-console-busy"), t("web-console-hour"), t("web-console-clear"), ""],
        some.map((pool) => this.pool(pool, paused)),
      );
    const [busy, idle] = [pools.filter(active), pools.filter((pool) => !active(pool))];
    const folded = idle.length ? el("details", { open: this.unfolded, on: { toggle: ({ target }) => (this.unfolded = target.open) } }, el("summary", { text: t("web-console-idle", { count: idle.length }), "data-key": "idle" }), draw(idle)) : "";
    return el("section", {}, el("h3", { text: t("web-console-models") }), busy.length ? draw(busy) : "", folded);
  }

  pool({ model, account, state, reason, waiting, busy, slots, used_share, clear_in_s }, paused) {
    const scope = `model:${model}`;
    const verb = paused.has(scope) ? "resume" : "pause";
    const label = verb === "pause" ? t("web-console-pause") : t("web-console-resume");
    const button = this.may.has("steer") ? this.acts.button(label, { act: { verb, scope } }, `${verb} ${model} ${account}`, { "aria-label": `${label}: ${model}` }) : "";
    const clear = clear_in_s === null ? t("web-console-unknown") : clear_in_s ? span(clear_in_s) : "–";
    const words = `${number(busy)} / ${number(slots)}`;
    const shown = el("span", { class: `state ${state}`, text: [t(STATES[state]), reason].filter(Boolean).join(" · ") });
    return [model, account, shown, number(waiting), meter(busy, slots, words, `${model}, ${account}: ${words}`), share(used_share), clear, button];
  }

  money({ today, month, accounts }) {
    const spent = (li, limit, label) => (limit ? meter(li, limit, `${yuan(li)} / ${yuan(limit)}`, label) : yuan(li));
    const period = (label, { charged_li, paid_li, pictures, budget_li }) => [label, number(pictures), spent(charged_li, budget_li, label), yuan(paid_li)];
    const heads = [t("web-console-period"), t("web-console-pictures"), t("web-console-charged"), t("web-console-paid")];
    const periods = table(t("web-console-money"), heads, [period(t("web-console-today"), today), period(t("web-console-month"), month)]);
    const named = accounts.map((each) => [
      each.account,
      spent(each.today_li, each.today_limit_li, `${each.account}, ${t("web-console-today")}`),
      spent(each.month_li, each.month_limit_li, `${each.account}, ${t("web-console-month")}`),
    ]);
    const account = named.length ? table(t("web-console-accounts"), [t("web-console-account"), t("web-console-today"), t("web-console-month")], named) : "";
    return el("section", {}, el("h3", { text: t("web-console-money") }), periods, account);
  }

  platforms({ platforms, now }) {
    const quota = ({ kind, used, limit, closed }) => (closed ? t("web-console-quota-closed", { kind: t(QUOTAS[kind]) }) : limit ? t("web-console-quota", { kind: t(QUOTAS[kind]), left: number(Math.max(0, limit - used)), limit: number(limit) }) : "");
    const late = ({ late_s, failing }) => [late_s >= LATE_S ? span(late_s) : "", failing ? t("web-console-failing", { count: number(failing) }) : ""].filter(Boolean).join(" · ") || "–";
    const rows = platforms.map((each) => [
      each.name,
      each.newest_at === null ? t("web-console-not-lately") : ago(Math.max(0, now - each.newest_at)),
      number(each.updates_waiting),
      number(each.creates_waiting),
      number(each.edits_waiting),
      late(each),
      each.quotas.map(quota).filter(Boolean).join(" · ") || t("web-console-no-quota"),
    ]);
    const heads = [t("web-console-platform"), t("web-console-newest"), t("web-console-updates"), t("web-console-creates"), t("web-console-edits"), t("web-console-late"), t("web-console-quotas")];
    return el("section", {}, el("h3", { text: t("web-console-platforms") }), table(t("web-console-platforms"), heads, rows));
  }

  /** Every act, in the words of the chat. */
  orders(hints) {
    const field = el("input", { id: "order", maxlength: 400, autocomplete: "off", spellcheck: "false", placeholder: t("web-console-order-example"), dir: "auto" });
    const form = el(
      "form",
      { class: "order" },
      el("label", { for: "order", text: t("web-console-order") }),
      el("div", { class: "line" }, field, el("button", { type: "submit", class: "press", text: t("web-console-order-go") })),
      el("details", {}, el("summary", { text: t("web-console-order-help") }), el("ul", {}, ...hints.map((hint) => el("li", { text: hint })))),
    );
    form.onsubmit = async (event) => {
      event.preventDefault();
      const words = field.value.trim().replace(/^\/(admin|管理)\s+/, "");
      if (words && (await this.acts.order({ words }))) field.value = "";
    };
    return form;
  }
}
