// The gallery, shown over the room: one's own pictures or those shared here, with search, style and star filters. Its
// state is in the URL (#gallery?words=...), so that Back, reload and bookmarks work.

import { archiveAddress, galleryAddress, get, post, Refused, roomAddress } from "./api.js";
import { isCovered } from "./covers.js";
import { $, el, touch } from "./dom.js";
import { sample } from "./complete.js";
import { galleryDetails } from "./details.js";
import { icon } from "./icons.js";
import { language, t } from "./text.js";
import { announce, toast } from "./toast.js";
import { PictureGrid } from "./grid.js";

const SEARCH_DELAY_MS = 250; // debounce of the search field
const REFRESH_DELAY_MS = 400; // debounce of changes in the room
const ADDRESS = /^#gallery(?:\/(\d+))?(?:\?(.*))?$/;
const NO_FILTER = { words: "", style: "", starred: false, here: false };

export class Gallery {
  /** `shared`: the room is not private; `say` sends a message to the room, `fill` puts it into the field; `onToggle` is called on opening and closing. */
  constructor({ me, menu, assets, lightbox, sharing, shared, say, fill, onToggle }) {
    Object.assign(this, { me, menu, assets, lightbox, sharing, shared, say, fill, onToggle, open: false, asked: 0, next: "", filter: { ...NO_FILTER } });
    this.box = $("gallery");
    $("gallery-open").hidden = false;
    $("gallery-open").onclick = (event) => {
      event.preventDefault();
      this.go("#gallery");
    };
    for (const event of ["popstate", "hashchange"]) addEventListener(event, () => this.route());
  }

  /** Apply the URL. */
  route() {
    const found = ADDRESS.exec(location.hash);
    if (found && this.leaving) return void this.replaceAddress();
    this.leaving = false;
    if (found) {
      const asked = new URLSearchParams(found[2] ?? "");
      const filter = { words: asked.get("words") ?? "", style: asked.get("style") ?? "", starred: asked.has("starred"), here: this.shared && asked.has("here") };
      if (!this.open) this.show(filter);
      else if (JSON.stringify(filter) !== JSON.stringify(this.filter)) this.search(filter);
    } else if (this.open) this.hide();
    if (!found?.[1] && this.large) this.lightbox.box.close();
    if (found?.[1] && !this.large) {
      const picture = this.grid.pictures.find((each) => each.id === Number(found[1]));
      if (picture && !isCovered(picture)) this.enlarge(picture);
      else history.replaceState(history.state, "", this.address()); // not loaded, or covered: show the gallery only
    }
  }

  address(picture) {
    const asked = new URLSearchParams();
    const { words, style, starred, here } = this.filter;
    if (words) asked.set("words", words);
    if (style) asked.set("style", style);
    if (starred) asked.set("starred", "");
    if (here) asked.set("here", "");
    return `#gallery${picture ? `/${picture.id}` : ""}${asked.size ? `?${asked}` : ""}`;
  }

  /** Navigate to an address, adding a history entry. */
  go(address) {
    history.pushState({ depth: (history.state?.depth ?? 0) + 1 }, "", address);
    this.route();
  }

  /** Go back to the room, over as many history entries as needed. */
  leave() {
    const { depth } = history.state ?? {};
    this.leaving = true;
    if (depth) history.go(-depth);
    else this.replaceAddress();
  }

  /** The page was opened here: replace the address instead of going back. */
  replaceAddress() {
    this.leaving = false;
    history.replaceState(null, "", location.pathname);
    this.route();
  }

  show(filter) {
    this.open = true;
    if (!this.grid) this.build();
    this.box.hidden = false;
    $("room").inert = true;
    document.body.classList.remove("side-open");
    this.onToggle();
    this.search(filter);
    (touch() ? this.heading : this.field).focus({ preventScroll: true });
  }

  hide() {
    this.open = false;
    this.box.hidden = true;
    $("room").inert = false;
    this.onToggle();
    (touch() ? $("gallery-open") : $("input")).focus({ preventScroll: true });
  }

  build() {
    const act = { open: (picture) => this.go(this.address(picture)), star: (picture) => this.star(picture), gone: (picture) => this.drop(picture), onSelect: (chosen) => this.showSelection(chosen) };
    this.grid = new PictureGrid({ act });
    this.heading = el("h1", { text: t("web-gallery"), tabindex: "-1" });
    this.field = el("input", { id: "gallery-words", type: "search", maxlength: 200, autocomplete: "off", spellcheck: "false", enterkeyhint: "search", dir: "auto", placeholder: t("web-gallery-search"), "aria-label": t("web-gallery-search") });
    this.field.oninput = () => {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.changeFilter({ words: this.field.value.trim() }), SEARCH_DELAY_MS);
    };
    const form = el("form", { class: "find", role: "search" }, icon("search"), this.field);
    form.onsubmit = (event) => {
      event.preventDefault();
      clearTimeout(this.pause);
      this.changeFilter({ words: this.field.value.trim() });
    };
    const toggle = (label, set, drawing) => el("button", { type: "button", on: { click: () => this.changeFilter(set()) } }, drawing, el("span", { text: t(label) }));
    this.mine = toggle("web-gallery-mine", () => ({ here: false }));
    this.here = toggle("web-gallery-here", () => ({ here: true }));
    this.starred = toggle("web-gallery-starred", () => ({ starred: !this.filter.starred }), icon("star"));
    this.starred.className = "chip only-stars";
    this.choosing = el("button", { type: "button", class: "chip only-stars", "aria-pressed": "false", on: { click: () => this.grid.select(this.grid.chosen ? null : new Set()) } }, icon("check"), el("span", { text: t("web-gallery-choose") }));
    this.count = el("p", { role: "status" });
    this.downloadChosen = el("a", { class: "press primary", download: true }, icon("save"), el("bdi", { text: t("web-gallery-download") }));
    this.choice = el("div", { class: "choice", hidden: true }, this.count, this.downloadChosen, el("button", { type: "button", class: "press", text: t("web-cancel"), on: { click: () => this.endChoice() } }));
    this.chips = ["", ...this.menu.styles.map((each) => each.name)].map((name) => this.chip(name));
    this.more = el("button", { type: "button", class: "older", text: t("web-gallery-more"), hidden: true, on: { click: () => this.load(true) } });
    this.empty = el("div", { class: "empty", hidden: true });
    this.body = el("div", { class: "gallery-body", tabindex: "-1" }, this.grid.node, this.empty, this.more);
    const menu = el("button", { type: "button", class: "icon only-narrow", "aria-label": t("web-side-open"), on: { click: () => $("side-open").click() } }, icon("menu"));
    this.box.append(
      el(
        "header",
        { class: "bar" },
        menu,
        this.heading,
        el("button", { type: "button", class: "icon back", title: t("web-gallery-back"), on: { click: () => this.leave() } }, el("span", { text: t("web-gallery-back") }), icon("close")),
      ),
      el(
        "div",
        { class: "filters" },
        el("div", { class: "line" }, form, this.shared ? el("div", { class: "segmented", role: "group", "aria-label": t("web-gallery-whose") }, this.mine, this.here) : null, this.starred, this.choosing),
        el("div", { class: "chips", role: "group", "aria-label": t("web-gallery-style") }, ...this.chips),
      ),
      this.body,
      this.choice,
    );
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    new IntersectionObserver((seen) => seen[0].isIntersecting && this.next && !this.busy && this.load(), { root: this.body, rootMargin: "0px 0px 900px" }).observe(this.more);
  }

  chip(name) {
    const style = this.menu.styles.find((each) => each.name === name);
    const label = style ? style.label || style.name : t("web-gallery-any-style");
    return el("button", { type: "button", class: "chip", dataset: { style: name }, on: { click: () => this.changeFilter({ style: this.filter.style === name ? "" : name }) } }, style ? sample(style) : null, el("span", { text: label, dir: "auto" }));
  }

  onKey(event) {
    if (event.key === "Escape" && !event.isComposing) {
      if (event.target === this.field && this.field.value) {
        this.field.value = "";
        this.changeFilter({ words: "" });
      } else if (this.grid.chosen) this.endChoice();
      else this.leave();
    } else if (event.key === "ArrowDown" && event.target === this.field) this.grid.current?.querySelector(".open").focus();
    else if (event.key === "/" && event.target !== this.field) this.field.select();
    else return;
    event.preventDefault();
  }

  /** Show the selection (a set of ids; null: selection mode is off). */
  showSelection(chosen) {
    const count = chosen?.size ?? 0;
    this.choosing.setAttribute("aria-pressed", String(Boolean(chosen)));
    this.choice.hidden = !chosen;
    this.count.textContent = t("web-gallery-chosen", { count });
    this.downloadChosen.toggleAttribute("inert", !count);
    this.downloadChosen.href = archiveAddress([...(chosen ?? [])]);
  }

  endChoice() {
    this.grid.select(null);
    this.choosing.focus();
  }

  /** Change the filter; replaces the current history entry. */
  changeFilter(change) {
    const filter = { ...this.filter, ...change };
    if (JSON.stringify(filter) === JSON.stringify(this.filter)) return;
    this.search(filter);
    history.replaceState(history.state, "", this.address());
  }

  search(filter) {
    this.filter = filter;
    if (document.activeElement !== this.field || this.field.value.trim() !== filter.words) this.field.value = filter.words;
    this.grid.here = filter.here;
    this.mine.setAttribute("aria-pressed", String(!filter.here));
    this.here.setAttribute("aria-pressed", String(filter.here));
    this.starred.setAttribute("aria-pressed", String(filter.starred));
    for (const chip of this.chips) chip.setAttribute("aria-pressed", String(chip.dataset.style === filter.style));
    this.next = "";
    this.load(false, true);
  }

  ask(after = "") {
    const { words, style, starred, here } = this.filter;
    const asked = new URLSearchParams({ words, style, after });
    if (starred) asked.set("starred", "1");
    if (here) asked.set("here", "1");
    return get(`api/rooms/${roomAddress}/gallery?${asked}`);
  }

  /** Load the first page again, or the next one; `moveFocus` focuses the first new picture. */
  async load(moveFocus = false, restart = false) {
    const request = (this.asked += 1);
    const known = restart ? [] : this.grid.pictures;
    this.busy = true;
    this.box.setAttribute("aria-busy", "true");
    try {
      const page = await this.ask(restart ? "" : this.next);
      if (request !== this.asked) return;
      const have = new Set(known.map((each) => each.id));
      const fresh = page.pictures.filter((each) => !have.has(each.id));
      this.next = page.next;
      this.grid.put([...known, ...fresh]);
      if (restart) this.body.scrollTop = 0;
      else if (moveFocus && fresh.length) this.grid.focus(fresh[0].id);
      announce(t(this.next ? "web-gallery-found-more" : "web-gallery-found", { count: this.grid.pictures.length }));
      this.showEmptyText();
    } catch (error) {
      if (request !== this.asked) return;
      toast(error instanceof Refused ? error.words : t("web-error-offline"));
      if (restart) this.showEmptyText(true);
    } finally {
      if (request === this.asked) {
        this.busy = false;
        this.box.setAttribute("aria-busy", "false");
        this.more.hidden = !this.next;
      }
    }
  }

  /** The text for an empty gallery. */
  showEmptyText(failed = false) {
    const { words, style, starred, here } = this.filter;
    if (failed) this.grid.put([]);
    this.empty.hidden = this.grid.pictures.length > 0;
    if (!this.empty.hidden) {
      const narrowed = Boolean(words || style || (starred && here));
      const [title, text] = failed
        ? ["web-gallery-failed-title", "web-gallery-failed-text"]
        : narrowed
          ? ["web-gallery-none-title", "web-gallery-none-text"]
          : starred
            ? ["web-gallery-no-stars-title", "web-gallery-no-stars-text"]
            : here
              ? ["web-gallery-nobody-title", "web-gallery-nobody-text"]
              : ["web-gallery-empty-title", "web-gallery-empty-text"];
      const [label, act] = failed
        ? [t("web-gallery-retry"), () => this.load(false, true)]
        : narrowed || starred
          ? [t("web-gallery-clear"), () => this.changeFilter({ words: "", style: "", starred: false })]
          : [t("web-gallery-begin"), () => this.leave()];
      this.empty.replaceChildren(
        el("img", { src: `${this.assets}/mountains.svg`, alt: "" }),
        el("h2", { text: t(title) }),
        el("p", { text: t(text) }),
        el("button", { type: "button", class: "press primary", text: label, on: { click: act } }),
      );
    }
  }

  /** Entries changed: pictures may have been added or removed. */
  onEntries(entries) {
    if (!this.open || !entries.some((entry) => entry.removed || entry.picture || entry.milestone === "done")) return;
    clearTimeout(this.news);
    this.news = setTimeout(() => this.refresh(), REFRESH_DELAY_MS);
  }

  /** Refresh the newest page; later pages and the scroll position stay. */
  async refresh() {
    if (!this.open || this.busy) return;
    const request = this.asked;
    const page = await this.ask().catch(() => null); // errors are ignored; the next change triggers another refresh
    if (!page || request !== this.asked) return;
    const last = page.pictures.at(-1);
    const known = this.grid.pictures;
    const end = page.next && last ? known.findIndex((each) => each.id === last.id) : known.length - 1;
    if (page.next && end < 0) return void this.load(false, true); // all of the page is new
    if (end === known.length - 1) this.next = page.next;
    const old = new Map(known.map((each) => [each.id, each]));
    const merged = page.pictures.map((each) => Object.assign(old.get(each.id) ?? each, each));
    this.grid.put([...merged, ...known.slice(end + 1)]);
    for (const each of merged) this.grid.drawStar(each);
    this.more.hidden = !this.next;
    this.showEmptyText();
  }

  /** Remove a picture that no longer exists. */
  drop(picture) {
    this.grid.put(this.grid.pictures.filter((each) => each.id !== picture.id));
    if (!this.next) this.showEmptyText();
  }

  async star(picture) {
    const set = (starred) => {
      const chained = this.chain?.steps.map((step) => step.picture).filter(Boolean) ?? [];
      for (const each of [...this.grid.pictures, ...chained].filter(({ job }) => job === picture.job)) {
        each.starred = starred;
        this.grid.drawStar(each);
      }
      if (this.large) this.lightbox.refresh();
    };
    const wanted = !picture.starred;
    set(wanted); // optimistic update, reverted on failure
    try {
      await post(`api/rooms/${roomAddress}/gallery/stars`, { picture: picture.id, starred: wanted });
      announce(t(wanted ? "web-gallery-is-starred" : "web-gallery-not-starred"));
    } catch (error) {
      set(!wanted);
      toast(error instanceof Refused ? error.words : t("web-error-offline"));
    }
  }

  enlarge(picture) {
    const item = (each) => ({ entry: { id: `g${each.id}` }, picture: { tag: each.id, width: each.width, height: each.height, alt: each.prompt, address: galleryAddress(each), of: each } });
    const act = { star: (each) => this.star(each), say: (text) => this.leaveAndSend(text), fill: (text) => this.leaveAndSend(text, this.fill), remove: (each) => this.remove(each), path: (each) => this.path(each), show: (each) => this.lightbox.goTo(item(this.grid.pictures.find(({ id }) => id === each.id) ?? each)) };
    this.large = true;
    this.chain = null;
    const first = item(picture);
    this.lightbox.open(first.entry, first.picture, {
      all: () => this.grid.pictures.filter((each) => !isCovered(each)).map(item),
      panel: ({ picture: { of } }) => galleryDetails(of, { menu: this.menu, me: this.me, sharing: this.sharing, act }),
      hasMore: () => Boolean(this.next),
      more: () => this.busy || this.load(),
      onShow: ({ picture: { of } }) => ADDRESS.exec(location.hash)?.[1] && history.replaceState(history.state, "", this.address(of)),
      onKey: (event, { picture: { of } }) => event.key === "s" && (this.star(of), true),
      onClose: ({ picture: { of } }) => {
        this.large = false;
        if (!this.open) return;
        this.grid.focus(of.id);
        if (!ADDRESS.exec(location.hash)?.[1] || this.leaving) return;
        if (history.state?.depth) history.back();
        else history.replaceState(null, "", this.address());
      },
    });
  }

  /** What a picture was made from; null until it is fetched. While one steps through a path, the whole of it stays. */
  path(picture) {
    if (this.chain?.steps.some((step) => step.picture?.id === picture.id)) return this.chain;
    if (picture.changed && this.following !== picture.id) {
      this.following = picture.id;
      get(`api/rooms/${roomAddress}/gallery/${picture.id}/path`)
        .then((path) => {
          if (this.following !== picture.id || !this.large) return;
          this.chain = path;
          this.lightbox.refresh();
        })
        .catch(() => null) // the panel does without
        .finally(() => this.following === picture.id && (this.following = 0));
    }
    return null;
  }

  /** Delete all pictures of the job. The undo button comes as a post in the room. */
  async remove(picture) {
    try {
      await post(`api/rooms/${roomAddress}/gallery/deletions`, { picture: picture.id, language });
    } catch (error) {
      return void toast(error instanceof Refused ? error.words : t("web-error-offline"));
    }
    this.lightbox.box.close();
    this.grid.put(this.grid.pictures.filter(({ job }) => job !== picture.job));
    this.showEmptyText();
  }

  /** Close the gallery and send or fill a text in the room. */
  leaveAndSend(text, send = this.say) {
    this.leave();
    this.lightbox.box.close();
    send(text);
  }
}
