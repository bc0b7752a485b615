// A picture full-screen: zoom by wheel, pinch, keys or double click; next and previous; download.

import { pictureAddress } from "./api.js";
import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./text.js";
import { copy } from "./toast.js";

const MAX_SCALE = 8;
const addressOf = ({ entry, picture }, query = "") => (picture.address ? picture.address + query : pictureAddress(entry.id, picture.tag, query));

export class Lightbox {
  /** `room` is the default set, the room's pictures; `all` returns them in order, as { entry, picture }. */
  constructor(room) {
    this.room = room;
    this.box = $("lightbox");
    this.pointers = new Map();
  }

  /**
   * `set` are the pictures to step through, by default the room's. Besides `all` it may have `panel` (an item -> the nodes beside it), `hasMore` and `more` (fetches them), `onShow` (called for each), `onClose`, and `onKey`.
   */
  open(entry, picture, set = this.room) {
    if (picture.local) return;
    this.set = set;
    this.shown = { entry, picture };
    this.back = document.activeElement;
    this.build();
    this.box.classList.toggle("with-panel", Boolean(set.panel));
    this.box.showModal();
    this.show();
  }

  get all() {
    return this.set.all;
  }

  build() {
    const tool = (name, label, act) => el("button", { type: "button", class: "icon", title: t(label), "aria-label": t(label), on: { click: act } }, icon(name));
    this.image = el("img", { draggable: "false" });
    this.image.onload = () => this.image.classList.add("loaded");
    this.stage = el("div", { class: "stage" }, this.image);
    this.place = el("p", { class: "place", "aria-live": "polite" });
    this.words = el("p", { class: "words", dir: "auto" });
    this.save = el("a", { class: "icon", title: t("web-download"), "aria-label": t("web-download"), download: true }, icon("save"));
    this.previous = tool("left", "web-previous", () => this.step(-1));
    this.next = tool("right", "web-next", () => this.step(1));
    this.previous.classList.add("previous");
    this.next.classList.add("next");
    this.copier = tool("copy", "web-copy-prompt", () => copy(this.prompt()));
    this.box.replaceChildren(
      this.stage,
      el("header", {}, this.place, tool("minus", "web-zoom-out", () => this.zoom(1 / 1.5)), tool("plus", "web-zoom-in", () => this.zoom(1.5)), this.copier, this.save, tool("close", "web-close", () => this.box.close())),
      this.previous,
      this.next,
      this.words,
    );
    if (this.set.panel) this.box.append((this.panel = el("section", { class: "panel", tabindex: "0", "aria-label": t("web-lightbox") })));
    this.box.onclose = () => {
      if (this.back?.isConnected) this.back.focus({ preventScroll: true });
      this.set.onClose?.(this.shown);
    };
    this.box.onkeydown = (event) => this.onKey(event);
    this.stage.onwheel = (event) => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    };
    this.stage.ondblclick = (event) => (this.scale > 1.05 ? this.fit() : this.zoom(2.5, event.clientX, event.clientY));
    this.stage.onpointerdown = (event) => this.down(event);
    this.stage.onpointermove = (event) => this.move(event);
    this.stage.onpointerup = this.stage.onpointercancel = (event) => this.up(event);
  }

  prompt() {
    const { entry, picture } = this.shown;
    return entry.buttons?.flat().find((button) => button.copy)?.copy || picture.alt || entry.text || "";
  }

  show() {
    const { entry, picture } = this.shown;
    const original = addressOf(this.shown);
    this.image.classList.remove("loaded");
    this.image.width = picture.width;
    this.image.height = picture.height;
    this.image.alt = picture.alt || t("web-picture");
    this.image.src = addressOf(this.shown, "?size=preview"); // cached; replaced by the original once that is loaded
    const full = new Image();
    full.onload = () => this.shown.picture === picture && (this.image.src = original);
    full.src = original;
    this.save.href = this.set.download?.(this.shown) ?? addressOf(this.shown, "?download=1");
    this.words.textContent = (!this.set.panel && picture.alt) || "";
    this.panel?.replaceChildren(...(this.set.panel?.(this.shown) ?? []));
    this.copier.hidden = !this.prompt();
    const all = this.all();
    const place = all.findIndex((each) => each.picture.tag === picture.tag && each.entry.id === entry.id);
    this.place.textContent = all.length > 1 && place >= 0 ? t("web-place", { place: place + 1, count: all.length }) : "";
    this.previous.disabled = place <= 0;
    this.next.disabled = place < 0 || (place >= all.length - 1 && !this.set.hasMore?.());
    this.fit();
    this.set.onShow?.(this.shown);
  }

  /** Show another item of the set, also one that is not among those to step through. */
  goTo(item) {
    this.shown = item;
    this.show();
    (this.panel?.querySelector("[aria-current]") ?? this.panel)?.focus();
  }

  /** Re-render the panel. */
  refresh() {
    const nodes = () => [...this.panel.querySelectorAll("button")];
    const [focus, inside] = [nodes().indexOf(document.activeElement), this.panel.contains(document.activeElement)];
    this.panel.replaceChildren(...this.set.panel(this.shown));
    if (inside) (nodes()[focus] ?? this.panel).focus();
  }

  /** An entry changed: update the shown picture, or close if it is gone. */
  onEntry(entry) {
    if (!this.box.open || this.set !== this.room || this.shown.entry.id !== entry.id) return;
    const picture = this.all().find((each) => each.entry.id === entry.id && each.picture.tag === this.shown.picture.tag)?.picture;
    if (!picture) return void this.box.close();
    this.shown = { entry, picture };
    this.refresh();
  }

  async step(by) {
    const { entry, picture } = this.shown;
    const find = () => this.all().findIndex((each) => each.picture.tag === picture.tag && each.entry.id === entry.id);
    if (by > 0 && find() === this.all().length - 1 && this.set.hasMore?.()) await this.set.more();
    const place = find();
    const to = this.all()[place + by];
    if (!to || place < 0 || this.shown.picture !== picture) return;
    this.shown = to;
    this.show();
  }

  fit() {
    [this.scale, this.x, this.y] = [1, 0, 0];
    this.apply();
  }

  /** Zoom by a factor, keeping the point under the pointer where it is. */
  zoom(factor, clientX, clientY) {
    const scale = Math.min(MAX_SCALE, Math.max(1, this.scale * factor));
    const box = this.stage.getBoundingClientRect();
    const [px, py] = [(clientX ?? box.x + box.width / 2) - box.x - box.width / 2, (clientY ?? box.y + box.height / 2) - box.y - box.height / 2];
    this.x = px - ((px - this.x) * scale) / this.scale;
    this.y = py - ((py - this.y) * scale) / this.scale;
    this.scale = scale;
    this.apply();
  }

  apply() {
    const [w, h] = [(this.image.clientWidth * (this.scale - 1)) / 2, (this.image.clientHeight * (this.scale - 1)) / 2];
    this.x = Math.min(w, Math.max(-w, this.x));
    this.y = Math.min(h, Math.max(-h, this.y));
    this.image.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.stage.classList.toggle("zoomed", this.scale > 1.01);
  }

  down(event) {
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
    this.begun = event;
  }

  move(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    if (this.pointers.size === 2) {
      const [other] = [...this.pointers.values()].filter((each) => each.pointerId !== event.pointerId);
      const span = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
      this.zoom(span(event) / span(last), (event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2);
    } else {
      this.x += event.clientX - last.clientX;
      this.y += event.clientY - last.clientY;
      this.apply();
    }
    this.pointers.set(event.pointerId, event);
  }

  up(event) {
    const alone = this.pointers.size === 1;
    this.pointers.delete(event.pointerId);
    if (!alone || !this.begun || this.scale > 1.01) return;
    const [dx, dy] = [event.clientX - this.begun.clientX, event.clientY - this.begun.clientY];
    if (event.pointerType === "touch" && Math.abs(dx) > 60 && Math.abs(dx) > Math.abs(dy)) this.step(dx < 0 ? 1 : -1);
    else if (Math.hypot(dx, dy) < 4 && event.target === this.stage) this.box.close(); // a click beside the picture
  }

  onKey(event) {
    if (event.target.closest("input, select")) return;
    const act = {
      ArrowLeft: () => (this.scale > 1.01 ? this.pan(80, 0) : this.step(-1)),
      ArrowRight: () => (this.scale > 1.01 ? this.pan(-80, 0) : this.step(1)),
      ArrowUp: this.scale > 1.01 && (() => this.pan(0, 80)),
      ArrowDown: this.scale > 1.01 && (() => this.pan(0, -80)),
      "+": () => this.zoom(1.5),
      "=": () => this.zoom(1.5),
      "-": () => this.zoom(1 / 1.5),
      0: () => this.fit(),
    }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || (!act && !this.set.onKey?.(event, this.shown))) return;
    event.preventDefault();
    act?.();
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.apply();
  }
}
