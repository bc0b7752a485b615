// Entry point of the console for admins and moderators. Which section is open is in the URL: #held.

import { get, home, ownedBy } from "./api.js";
import { Acts } from "./console-acts.js";
import { auditList, heldList, peopleList } from "./console-lists.js";
import { Overview } from "./console-overview.js";
import { Spending } from "./console-spending.js";
import { $, el } from "./dom.js";
import { drawIcons } from "./icons.js";
import { switchLanguage, toggleTheme } from "./preferences.js";
import { preferredLanguage, t, useTexts } from "./text.js";

const TITLES = { overview: "web-console-overview", held: "web-console-held", people: "web-console-people", spending: "web-console-spending", audit: "web-console-audit" };
const MAKERS = { overview: (parts) => new Overview(parts), held: heldList, people: peopleList, spending: (parts) => new Spending(parts), audit: auditList };

function run({ language, hints, sections, may }) {
  const acts = new Acts({ language, onDone: () => shown?.refresh() });
  const parts = { may: new Set(may), hints, acts, query: `language=${language}`, onState, onGone: () => location.replace(home) };
  let shown = null;

  function route() {
    const wanted = location.hash.slice(1);
    const section = sections.includes(wanted) ? wanted : sections[0];
    shown?.close();
    for (const link of $("sections").querySelectorAll("a")) {
      if (link.hash === `#${section}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${t(TITLES[section])} · ${t("web-console")} · ${t("web-brand")}`;
    shown = MAKERS[section](parts);
    $("view").replaceChildren(shown.box);
    shown.refresh();
  }

  function onState(online) {
    $("link").textContent = online ? "" : t("web-reconnecting");
  }

  $("sections").replaceChildren(...sections.map((name) => el("li", {}, el("a", { href: `#${name}`, text: t(TITLES[name]) }))));
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
