// Entry point: connects the page's parts.

import { archiveAddress, get, home, ownedBy, post, Refused, room, roomAddress } from "./api.js";
import { Attachments } from "./attach.js";
import { Notifications } from "./notifications.js";
import { Completion, namesOf } from "./complete.js";
import { Composer } from "./composer.js";
import { roomDetails } from "./details.js";
import { $ } from "./dom.js";
import { isCovered } from "./covers.js";
import { isDocument, tick } from "./entry.js";
import { Gallery } from "./gallery.js";
import { drawIcons } from "./icons.js";
import { Lightbox } from "./lightbox.js";
import { Live } from "./live.js";
import { Log } from "./log.js";
import { Notices } from "./notices.js";
import { Sidebar } from "./sidebar.js";
import { byOwnClock, nameOf, preferredLanguage, t, useTexts } from "./text.js";
import { announce, copy, toast } from "./toast.js";
import { showWelcome, welcome } from "./welcome.js";

const PAGES_TO_A_QUOTE = 25;
const ANNOUNCED_CHARACTERS = 200;
const IN_PLACE_ACTIONS = /^(star|menu):|^delete:\d+$/; // actions whose effect is visible in the lightbox
const assets = $("app").dataset.assets;
const fetchStart = () => post("api/start", { room, language: preferredLanguage() });

async function begin() {
  for (;;) {
    try {
      return await fetchStart();
    } catch (error) {
      if (!error.retry) throw error;
      await new Promise((resolve) => setTimeout(resolve, error.retry * 1000));
    }
  }
}

function run(start) {
  const { me, limits, menu } = start;
  ownedBy(me.id);
  let { revision, more } = start;
  let composer, lightbox, gallery;
  const commands = new Set(menu.commands.flatMap(namesOf).map((name) => name.toLowerCase()));
  const act = {
    reply: (entry) => composer.replyTo(entry),
    press: (entry, button, node) => composer.press(entry, button, node),
    retry: (entry) => composer.retry(entry),
    discard: (entry) => composer.discard(entry),
    open: (entry, picture) => lightbox.open(entry, picture),
    fill: (text) => composer.fill(text),
    say: (text) => composer.say(text),
    knows: (name) => commands.has(name.toLowerCase()),
    copy,
    jumpTo,
  };
  // Actions that are answered in the room close the lightbox; those that only change buttons do not.
  const closingLightbox = (name) => (...words) => {
    lightbox.box.close();
    act[name](...words);
  };
  const lightboxActions = {
    ...act,
    reply: closingLightbox("reply"),
    fill: closingLightbox("fill"),
    press: (entry, button, node) => (IN_PLACE_ACTIONS.test(button.action) ? act : { press: closingLightbox("press") }).press(entry, button, node),
  };
  const roomTitle = start.room.private ? t("web-own-room") : start.room.name;
  const updateTitle = (unread) => (document.title = `${unread ? `(${unread}) ` : ""}${gallery?.open ? t("web-gallery") : roomTitle} · ${t("web-brand")}`);
  const log = new Log({ me: me.id, assets, act, onUnread: updateTitle });
  const live = new Live({ onMessage, onState, revision: () => revision, onLost: () => fetchStart().catch(() => {}) });
  const attached = new Attachments({ limits, onChange: () => composer?.fit() });
  composer = new Composer({ me, limits, log, live, attached, completion: new Completion({ menu }) });
  const archive = start.gallery ? archiveAddress : null;
  lightbox = new Lightbox({
    all: () => log.ordered().flatMap((entry) => pictures(entry).map((picture) => ({ entry, picture }))),
    panel: ({ entry, picture }) => roomDetails(entry, picture, { me: me.id, sharing: start.sharing, act: lightboxActions, archive }),
    // A post with several pictures shows a contact sheet: download all of them.
    download: ({ entry, picture }) => (archive && entry.picture === picture && entry.pictures?.length > 1 ? archive(entry.pictures) : null),
  });
  if (start.gallery) {
    gallery = new Gallery({ me, menu, assets, lightbox, sharing: start.sharing, fill: (text) => composer.fill(text), shared: !start.room.private, say: (text) => composer.say(text), onToggle: () => updateTitle(log.unread) });
  }
  const sidebar = new Sidebar({ me, limits, assets, shared: !start.room.private, console: start.console, signOut: start.sign_out, onRename: rename });
  const notices = new Notices({ me: me.id, press: act.press });
  const notifications = new Notifications({ me: me.id, assets, onOpen: (entry) => log.highlight(entry.id) });
  const busy = () => log.ordered().some((entry) => entry.busy);
  let presence = { people: [], count: 0, typing: [] };

  $("title").textContent = roomTitle;
  updateTitle(0);
  welcome({ assets, fill: (text) => composer.fill(text), shared: !start.room.private });
  if (!start.room.private) ["placeholder", "aria-label"].forEach((name) => $("input").setAttribute(name, t("web-say-shared")));
  reset(start);
  live.connect();
  if (!matchMedia("(hover: none)").matches) $("input").focus();
  gallery?.route();
  setInterval(() => document.hidden || tick($("log")), 500);
  document.addEventListener("visibilitychange", () => log.atEnd() && log.markRead());

  function reset(page) {
    const arrived = new Set(page.entries.map((entry) => entry.nonce));
    const unsent = log.ordered().filter((entry) => entry.local && !arrived.has(entry.nonce));
    log.clear();
    ({ revision, more } = page);
    log.put([...notices.extract(toLocalTimes(page.entries)), ...unsent], { history: true });
    $("older").hidden = !more;
    log.toEnd();
    updateStatus();
  }

  function updateStatus() {
    tick($("log"));
    showWelcome(!log.entries.size);
    const others = presence.typing.filter((person) => person !== me.id);
    const names = others.map((person) => nameOf(person, presence.people.find((each) => each.id === person)?.name));
    const lines = [];
    if (names.length) lines.push(t("web-typing", { names: names.slice(0, 3).join(t("web-comma")) }));
    if (busy()) lines.push(t("web-painting"));
    $("typing").textContent = lines.join(" ");
  }

  function onMessage(message) {
    if (message.kind === "reset") return void fetchStart().then(reset, (error) => toast(error.words));
    if (message.kind === "here") {
      presence = message;
      sidebar.showPresence(message);
      for (const each of message.people) rename(each.id, each.name);
    }
    if (message.kind === "typing") presence.typing = message.typing;
    if (message.kind === "changes") {
      const entries = notices.extract(toLocalTimes(message.entries));
      for (const entry of entries) {
        notifications.onEntry(entry, log.get(entry.id));
        announceChange(entry);
      }
      log.put(entries);
      for (const entry of message.entries) lightbox.onEntry(entry);
      gallery?.onEntries(message.entries);
      revision = Math.max(revision, message.revision);
    }
    updateStatus();
  }

  /** Announce to screen readers: other people's messages and milestones of jobs, but not every progress step. */
  function announceChange(entry) {
    if (entry.removed || entry.person === me.id) return;
    const known = log.get(entry.id);
    if (known && known.milestone === entry.milestone) return;
    announce(`${nameOf(entry.person, entry.name)}: ${[entry.title, entry.text].filter(Boolean).join(" ").slice(0, ANNOUNCED_CHARACTERS)}`);
  }

  function rename(person, name) {
    const changed = log.ordered().filter((entry) => entry.person === person && entry.name !== name && !entry.local);
    for (const entry of changed) log.place({ ...entry, name }, entry);
  }

  function onState(now) {
    document.body.dataset.link = now;
    clearTimeout(onState.timer);
    // Short interruptions are not shown.
    onState.timer = setTimeout(() => ($("link").textContent = now === "on" ? "" : t("web-reconnecting")), now === "on" ? 0 : 1200);
  }

  async function older() {
    if (!more || older.busy) return false;
    older.busy = true;
    try {
      const page = await get(`api/rooms/${roomAddress}/entries?before=${log.oldest()}`);
      more = page.more;
      log.put(notices.extract(toLocalTimes(page.entries)), { history: true });
    } catch (error) {
      toast(error instanceof Refused ? error.words : t("web-error-offline"));
      return false;
    } finally {
      older.busy = false;
      $("older").hidden = !more;
    }
    return true;
  }

  async function jumpTo(quote) {
    for (let pages = 0; pages < PAGES_TO_A_QUOTE && !log.get(quote.id) && log.oldest() > quote.seq; pages += 1) {
      if (!(await older())) break;
    }
    if (!log.highlight(quote.id)) toast(t("web-error-quote-gone"));
  }

  $("older").onclick = older;
  new IntersectionObserver((seen) => seen[0].isIntersecting && !log.following && older(), { root: $("scroll"), rootMargin: "400px 0px 0px" }).observe($("older"));
}

/** Entries with their times converted to local time. */
const withLocalTimes = (words) => (words?.times ? { ...words, text: byOwnClock(words.text, words.times) } : words);
const toLocalTimes = (entries) => entries.map((entry) => (entry.times || entry.quote?.times ? { ...withLocalTimes(entry), quote: withLocalTimes(entry.quote) } : entry));

function pictures(entry) {
  return [entry.picture, ...(entry.files ?? []), ...(entry.images ?? [])].filter((picture) => picture?.tag && !isDocument(picture) && !isCovered(picture));
}

drawIcons();
begin().then(
  (start) => {
    // Redirect to the room's canonical (lower-case) URL.
    if (!start.room.private && start.room.name !== room) return void location.replace(`${home}r/${encodeURIComponent(start.room.name)}`);
    useTexts(start.texts, start.language);
    document.body.dataset.ready = "yes";
    run(start);
  },
  (error) => {
    if (error.code !== "sign-in") document.body.append(document.createTextNode(error.words ?? String(error)));
  },
);
