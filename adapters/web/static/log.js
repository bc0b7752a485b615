// The list of entries; keeps the scroll position while entries are added and changed.

import { $, calm } from "./dom.js";
import { draw } from "./entry.js";
import { day } from "./text.js";

const FOLLOW_WITHIN_PX = 120; // within this distance of the end, follow new entries
const GROUP_WITHIN_S = 300; // consecutive entries of a person within this time are grouped

export class Log {
  constructor({ me, assets, act, onUnread }) {
    Object.assign(this, { me, assets, act, onUnread });
    this.entries = new Map();
    this.list = $("log");
    this.scroller = $("scroll");
    this.unread = 0;
    this.scroller.addEventListener("scroll", () => this.atEnd() && this.markRead(), { passive: true });
    $("newer").onclick = () => this.toEnd(true);
    // Pictures reserve their space, but fonts, folding and on-screen keyboards still change the height.
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.list);
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.scroller);
    this.following = true;
    // On the way to the end by a smooth scroll, which older entries that are loaded meanwhile would interrupt.
    this.goingToEnd = false;
    this.scroller.addEventListener("scroll", () => (this.following = this.atEnd() || this.goingToEnd), { passive: true });
    const arrived = () => {
      this.goingToEnd = false;
      this.following = this.atEnd();
    };
    for (const moved of ["scrollend", "wheel", "touchstart", "pointerdown", "keydown"]) this.scroller.addEventListener(moved, arrived, { passive: true });
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.scroller.addEventListener("keydown", (event) => event.target === this.scroller && this.onKey(event));
  }

  get(id) {
    return this.entries.get(id);
  }

  /** Oldest first. */
  ordered() {
    return Array.from(this.list.children, (node) => this.entries.get(node.id.slice(2))).filter(Boolean);
  }

  oldest() {
    return this.ordered().find((entry) => !entry.local)?.seq ?? Infinity;
  }

  /** Add or update entries, ignoring older revisions. `history`: loaded by scrolling back. */
  put(entries, { history = false } = {}) {
    const oldest = this.oldest();
    this.keepScrollPosition(() => {
      for (const entry of entries) {
        const known = this.entries.get(entry.id);
        if (known && known.revision >= entry.revision && !known.local) continue;
        const draft = this.entries.get(`local-${entry.nonce}`);
        if (draft && !entry.local) this.drop(draft.id); // the local draft
        entry.unfolded ??= (known ?? draft)?.unfolded;
        if (!known && !history && entry.seq < oldest && oldest !== Infinity) continue; // will be loaded by scrolling back
        if (entry.removed) this.drop(entry.id);
        else this.place(entry, known, !history && !draft);
        // One's own entry scrolled the view when its draft was added; its echo must not do so again.
        if (!known && !draft && !history && !entry.removed) this.onNewEntry(entry);
      }
    });
  }

  drop(id) {
    const node = $(`e-${id}`);
    this.entries.delete(id);
    if (!node) return;
    const next = node.nextElementSibling;
    node.remove();
    if (next) this.arrange(next);
  }

  clear() {
    this.entries.clear();
    this.list.replaceChildren();
  }

  place(entry, known, fresh = false) {
    const old = known && $(`e-${entry.id}`);
    const focus = old?.contains(document.activeElement) ? (document.activeElement.dataset.focus ?? "self") : null;
    // A focused field must stay in the DOM, or text being composed by an input method is lost.
    const writing = old?.querySelector(".ask input:focus");
    const node = draw(entry, { act: this.act, me: this.me, assets: this.assets, old: writing ? null : old });
    this.entries.set(entry.id, entry);
    if (writing && known.seq === entry.seq && node.querySelector(".ask")) {
      old.querySelector(".bubble").replaceWith(node.querySelector(".bubble"));
      return;
    }
    if (old && known.seq === entry.seq) {
      old.replaceWith(node);
      if (focus) (focus === "self" ? node : (node.querySelector(`[data-focus="${CSS.escape(focus)}"]`) ?? node)).focus({ preventScroll: true });
    } else {
      old?.remove();
      if (fresh && !old && !calm()) node.classList.add("new");
      this.list.insertBefore(node, this.nodeAfter(entry.seq));
    }
    this.arrange(node);
    if (node.nextElementSibling) this.arrange(node.nextElementSibling);
  }

  /** The node before which an entry with this seq is inserted; null at the end. */
  nodeAfter(seq) {
    let before = null;
    for (let node = this.list.lastElementChild; node; node = node.previousElementSibling) {
      if ((this.entries.get(node.id.slice(2))?.seq ?? Infinity) <= seq) break;
      before = node;
    }
    return before;
  }

  /** Set the day heading, grouping and quote visibility of a node. */
  arrange(node) {
    const entry = this.entries.get(node.id.slice(2));
    const last = node.previousElementSibling && this.entries.get(node.previousElementSibling.id.slice(2));
    if (!entry) return;
    const newDay = !last || new Date(last.at * 1000).toDateString() !== new Date(entry.at * 1000).toDateString();
    node.querySelector(".day").textContent = newDay ? day(entry.at) : "";
    // A quote of the entry right above is hidden.
    node.classList.toggle("answers-last", Boolean(last && entry.quote?.id === last.id));
    node.classList.toggle("follows", !newDay && last.person === entry.person && entry.at - last.at < GROUP_WITHIN_S);
  }

  /** Change the list without moving the visible entries. */
  keepScrollPosition(change) {
    if (this.following) {
      change();
      this.toEnd();
      return;
    }
    const top = this.scroller.getBoundingClientRect().top;
    const anchor = Array.from(this.list.children).find((node) => node.getBoundingClientRect().bottom > top);
    const id = anchor?.id;
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    const now = id && $(id);
    if (now) this.scroller.scrollTop += now.getBoundingClientRect().top - before;
  }

  onNewEntry(entry) {
    if (entry.person === this.me) return void this.toEnd();
    if (this.following && !document.hidden) return;
    this.unread += 1;
    this.showUnread();
  }

  markRead() {
    if (document.hidden || !this.unread) return;
    this.unread = 0;
    this.showUnread();
  }

  showUnread() {
    this.onUnread(this.unread);
    $("newer").hidden = this.following;
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const end = scrollHeight - scrollTop - clientHeight < FOLLOW_WITHIN_PX;
    $("newer").hidden = end;
    return end;
  }

  toEnd(smoothly = false) {
    this.following = true;
    this.goingToEnd = smoothly && !calm();
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: this.goingToEnd ? "smooth" : "instant" });
  }

  /** Scroll to an entry, focus and highlight it. */
  highlight(id) {
    const node = $(`e-${id}`);
    if (!node) return false;
    this.following = this.goingToEnd = false;
    // Instant: at the start of a smooth scroll the view is still near the end, where `following` would scroll back.
    node.scrollIntoView({ block: "center", behavior: "instant" });
    node.focus({ preventScroll: true });
    node.classList.remove("highlighted");
    void node.offsetWidth; // restarts the animation
    node.classList.add("highlighted");
    return true;
  }

  onKey(event) {
    const current = event.target.closest?.("li.entry");
    const inside = event.target !== current && event.target !== this.scroller;
    if (inside && event.key !== "Escape") return;
    const items = Array.from(this.list.children);
    const place = items.indexOf(current);
    const to = { ArrowUp: place < 0 ? items.length - 1 : place - 1, ArrowDown: place + 1, Home: 0, End: items.length - 1 }[event.key];
    const entry = current && this.entries.get(current.id.slice(2));
    if (to !== undefined && items[to] && (current || event.key === "ArrowUp")) items[to].focus();
    else if (event.key === "Escape") (inside ? current : $("input")).focus();
    else if (event.key === "r" && entry && !event.ctrlKey && !event.metaKey) this.act.reply(entry);
    else if (event.key === "Enter" && current) current.querySelector(".figure, .buttons button")?.focus();
    else return;
    event.preventDefault();
  }
}

