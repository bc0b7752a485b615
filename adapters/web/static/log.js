// The entries of the room in their order; keeps the place that is read while others come and change.

import { $, calm } from "./dom.js";
import { draw } from "./entry.js";
import { day } from "./text.js";

const FOLLOW_WITHIN_PX = 120; // so close to the end, new entries are followed
const GROUP_WITHIN_S = 300; // one person's entries within this stand together

export class Log {
  constructor({ me, assets, act, onUnread }) {
    Object.assign(this, { me, assets, act, onUnread });
    this.entries = new Map();
    this.list = $("log");
    this.scroller = $("scroll");
    this.unread = 0;
    this.scroller.addEventListener("scroll", () => this.atEnd() && this.markRead(), { passive: true });
    $("newer").onclick = () => this.toEnd(true);
    // Pictures have their place before they come, but fonts, folds and a keyboard on a phone still move the end.
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.list);
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.scroller);
    this.following = true;
    this.scroller.addEventListener("scroll", () => (this.following = this.atEnd()), { passive: true });
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

  /** Bring entries into the log; what is older than what stands there is left as it is. `history`: from scrolling back. */
  put(entries, { history = false } = {}) {
    const oldest = this.oldest();
    this.keepScrollPosition(() => {
      for (const entry of entries) {
        const known = this.entries.get(entry.id);
        if (known && known.revision >= entry.revision && !known.local) continue;
        const draft = this.entries.get(`local-${entry.nonce}`);
        if (draft && !entry.local) this.drop(draft.id); // what we showed while it was on its way
        entry.unfolded ??= (known ?? draft)?.unfolded;
        if (!known && !history && entry.seq < oldest && oldest !== Infinity) continue; // will come by scrolling back
        if (entry.removed) this.drop(entry.id);
        else this.place(entry, known, !history && !draft);
        // An own entry moved the view when it was shown as a draft: its echo must not, a reader may have gone elsewhere since.
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
    // A field in which somebody writes must stay where it is, or a word that is being composed (as Chinese is) is lost.
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

  /** The node that an entry with this seq stands before; null at the end. */
  nodeAfter(seq) {
    let before = null;
    for (let node = this.list.lastElementChild; node; node = node.previousElementSibling) {
      if ((this.entries.get(node.id.slice(2))?.seq ?? Infinity) <= seq) break;
      before = node;
    }
    return before;
  }

  /** Does it begin a day, does it follow on the same person's last words? */
  arrange(node) {
    const entry = this.entries.get(node.id.slice(2));
    const last = node.previousElementSibling && this.entries.get(node.previousElementSibling.id.slice(2));
    if (!entry) return;
    const newDay = !last || new Date(last.at * 1000).toDateString() !== new Date(entry.at * 1000).toDateString();
    node.querySelector(".day").textContent = newDay ? day(entry.at) : "";
    // What stands right above needs no quoting.
    node.classList.toggle("answers-last", Boolean(last && entry.quote?.id === last.id));
    node.classList.toggle("follows", !newDay && last.person === entry.person && entry.at - last.at < GROUP_WITHIN_S);
  }

  /** Do something to the list without moving what is being read. */
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
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smoothly && !calm() ? "smooth" : "instant" });
  }

  /** Show an entry that was spoken of. */
  highlight(id) {
    const node = $(`e-${id}`);
    if (!node) return false;
    this.following = false;
    // At once: the first steps of a smooth scroll are still near the end, where `following` would take the view back.
    node.scrollIntoView({ block: "center", behavior: "instant" });
    node.focus({ preventScroll: true });
    node.classList.remove("highlighted");
    void node.offsetWidth; // begins the animation again
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

