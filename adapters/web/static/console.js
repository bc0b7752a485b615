// Entry point of the console for admins and moderators. Which section is open is in the URL: #held.

import { get, home, ownedBy } from "./api.js";
import { Acts } from "./console-acts.js";
import { auditList } from "./console-audit.js";
import { conversationPage, personPage } from "./console-details.js";
import { conversationList, heldList, peopleList } from "./console-lists.js";
import { Moderation } from "./console-moderation.js";
import { Overview } from "./console-overview.js";
import { SettingsView } from "./console-settings.js";
import { Spending } from "./console-spending.js";
import { $, el } from "./dom.js";
import { drawIcons } from "./icons.js";
import { switchLanguage, toggleTheme } from "./preferences.js";
import { preferredLanguage, t, useTexts } from "./text.js";

const SECTIONS = {
  overview: ["web-console-overview", (parts) => new Overview(parts)],
  moderation: ["web-console-moderation", (parts) => new Moderation(parts)],
  held: ["web-console-held", heldList],
  people: ["web-console-people", peopleList],
  conversations: ["web-console-conversations", conversationList],
  spending: ["web-console-spending", (parts) => new Spending(parts)],
  audit: ["web-console-audit", auditList],
  settings: ["web-console-settings", (parts) => new SettingsView(parts)],
};
/** Pages of one thing, with the section that lists them: #person/12. */
const PAGES = { person: ["people", personPage], conversation: ["conversations", conversationPage] };

function run({ language, hints, verbs, sections, may }) {
  const acts = new Acts({ language, onDone: () => shown?.refresh() });
  const parts = { may: new Set(may), hints, verbs, acts, query: `language=${language}`, onState, onGone: () => location.replace(home) };
  let shown = null;

  function route() {
    const [wanted, id = ""] = location.hash.slice(1).split("/");
    const [listedIn, page] = PAGES[wanted] ?? [];
    const isPage = sections.includes(listedIn) && /^\d+$/.test(id);
    const section = isPage ? listedIn : sections.includes(wanted) ? wanted : sections[0];
    const [title, make] = SECTIONS[section];
    shown?.close();
    for (const link of $("sections").querySelectorAll("a")) {
      if (link.hash === `#${section}`) link.setAttribute("aria-current", isPage ? "true" : "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${t(title)} · ${t("web-console")} · ${t("web-brand")}`;
    shown = isPage ? page(id, parts) : make(parts);
    $("view").replaceChildren(shown.box);
    scrollTo(0, 0);
    shown.refresh();
  }

  function onState(online) {
    $("link").textContent = online ? "" : t("web-reconnecting");
  }

  $("sections").replaceChildren(...sections.map((name) => el("li", {}, el("a", { href: `#${name}`, text: t(SECTIONS[name][0]) }))));
  $("language").onclick = switchLanguage;
  $("theme").onclick = toggleTheme;
  addEventListener("hashchange", route);
  route();
}

drawIcons();
get(`api/admin/start?language=${preferredLanguage()}`).then(
  (start) => {
    ownedBy(start.me.id);
    useTexts(start.texts, start.language);
    document.body.dataset.ready = "yes";
    run(start);
  },
  () => location.replace(home),
);
