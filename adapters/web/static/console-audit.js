// The audit: what was done and looked at by right of a rank, with filters that are in the address of nothing else.

import { table, when } from "./console-format.js";
import { List, searchField } from "./console-lists.js";
import { el } from "./dom.js";
import { t } from "./text.js";

const SURFACES = { chat: "web-console-chat", console: "web-console", shell: "web-console-shell" };
const KINDS = { "": "web-console-everything", acts: "web-console-acts", looks: "web-console-looks" };

export function auditList(parts) {
  const { acts, verbs } = parts;
  const changed = () => list.refresh();
  const choice = (label, options) => el("select", { "aria-label": label, on: { change: changed } }, ...options.map(([value, text]) => el("option", { value, text })));
  const who = searchField(() => list);
  who.placeholder = t("web-console-who");
  who.setAttribute("aria-label", t("web-console-who"));
  const kind = choice(t("web-console-what"), Object.entries(KINDS).map(([value, label]) => [value, t(label)]));
  const action = choice(t("web-console-act"), [["", t("web-console-any-act")], ...verbs]);
  const surface = choice(t("web-console-through"), [["", t("web-console-anywhere")], ...Object.entries(SURFACES).map(([value, label]) => [value, t(label)])]);
  const day = (label) => el("input", { type: "date", "aria-label": label, title: label, on: { change: changed } });
  const [first, last] = [day(t("web-console-first-day")), day(t("web-console-last-day"))];
  const filters = () => ({ who: who.value.trim(), kind: kind.value, action: action.value, surface: surface.value, first: first.value, last: last.value });
  const back = (entry) => {
    if (entry.undone_by) return t("web-console-undone", { entry: entry.undone_by });
    return entry.undo ? acts.button(t("web-console-undo"), { undo: entry.id }, `undo ${entry.id}`, { "aria-label": `${t("web-console-undo")}: ${entry.title}` }) : "";
  };
  const actor = ({ actor: name, surface: through }) => [name === "operator" ? "" : name, through ? t(SURFACES[through]) : ""].filter(Boolean).join(" · ") || t("web-console-shell");
  const heads = [t("web-console-entry"), t("web-console-when"), t("web-console-who"), t("web-console-what"), ""];
  const draw = (rows) => table(t("web-console-audit"), heads, rows.map((entry) => [String(entry.id), when(entry.at), actor(entry), entry.title, back(entry)]));
  const list = new List({ title: t("web-console-audit"), address: "api/admin/audit", parts, draw, top: el("div", { class: "filters" }, who, kind, action, surface, first, last), filters });
  return list;
}
