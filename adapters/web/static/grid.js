// The gallery's picture grid: rows of equal height, grouped by time. Roving tabindex: Tab reaches one tile, arrow keys move between tiles.

import { galleryAddress } from "./api.js";
import { cover, isCovered, opener, uncover } from "./covers.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf, period, t } from "./text.js";

const [NARROWEST, WIDEST] = [0.5, 2.4]; // aspect ratio limits of a tile; pictures beyond are cropped in the grid only
const NEARLY_FULL = 1.25;

const label = (picture) => t("web-enlarge", { what: picture.prompt || `#${picture.number}` });

export class PictureGrid {
  /** `act` has open, star, gone and onSelect; `here` is set while other people's pictures are included. */
  constructor({ act }) {
    Object.assign(this, { act, pictures: [], tiles: new Map(), here: false, chosen: null });
    this.node = el("div", { class: "picture-grid" });
    new ResizeObserver(() => this.arrange()).observe(this.node);
    this.node.addEventListener("keydown", (event) => this.onKey(event));
    this.node.addEventListener("focusin", (event) => this.setTabStop(event.target.closest(".tile")));
  }

  /** Show these pictures; existing tiles are reused to avoid flicker. */
  put(pictures) {
    const focused = document.activeElement?.closest?.(".tile")?.dataset.id;
    const reused = this.tiles;
    this.pictures = pictures;
    this.tiles = new Map(pictures.map((each) => [each.id, reused.get(each.id) ?? this.tile(each)]));
    for (const each of pictures) this.drawCover(each);
    const groups = [];
    for (const each of pictures) {
      const name = period(each.at);
      if (groups.at(-1)?.name !== name) groups.push({ name, tiles: [] });
      groups.at(-1).tiles.push(this.tiles.get(each.id));
    }
    this.node.replaceChildren(
      ...groups.map(({ name, tiles }, place) => {
        const id = `period-${place}`;
        return el("section", { "aria-labelledby": id }, el("h2", { id, text: name }), el("ul", { class: "row" }, ...tiles));
      }),
    );
    this.arrange();
    if (this.chosen) this.select(new Set([...this.chosen].filter((id) => this.tiles.has(id))));
    this.setTabStop(this.tiles.get(Number(focused)) ?? this.current ?? null);
    if (focused) this.tiles.get(Number(focused))?.querySelector(".open").focus({ preventScroll: true });
  }

  tile(picture) {
    const ratio = Math.min(WIDEST, Math.max(NARROWEST, picture.width / picture.height || 1));
    const image = el("img", { src: galleryAddress(picture, "?size=thumb"), alt: "", loading: "lazy", decoding: "async", draggable: "false", width: picture.width, height: picture.height });
    const by = this.here && !picture.mine ? nameOf(picture.person, picture.by) : "";
    const open = el(
      "button",
      { type: "button", class: "open", tabindex: "-1", "aria-label": label(picture) },
      image,
      el("span", { class: "caption", "aria-hidden": "true" }, by ? el("b", { text: by, dir: "auto" }) : null, el("span", { text: picture.prompt, dir: "auto" })),
    );
    const star = el("button", { type: "button", class: "star", tabindex: "-1" }, icon("star"));
    const node = el("li", { class: "tile", dataset: { id: picture.id, job: picture.job } }, open, star);
    node.ratio = ratio;
    image.onload = () => node.classList.add("loaded");
    image.onerror = () => this.act.gone(picture);
    const press = opener(open, picture, label(picture), () => this.act.open(picture));
    open.onclick = () => (this.chosen ? this.choose(picture) : press());
    star.onclick = () => this.act.star(picture);
    this.drawStar(picture, node);
    return node;
  }

  /** Set the selection (a set of ids); null ends selection mode. */
  select(chosen) {
    this.chosen = chosen;
    this.node.classList.toggle("choosing", Boolean(chosen));
    for (const [id, node] of this.tiles) {
      node.classList.toggle("chosen", Boolean(chosen?.has(id)));
      const open = node.querySelector(".open");
      if (chosen) open.setAttribute("aria-pressed", String(chosen.has(id)));
      else open.removeAttribute("aria-pressed");
    }
    this.act.onSelect?.(chosen);
  }

  choose({ id }) {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.select(chosen);
  }

  /** Lay out uncropped pictures in rows that fill the width: a row ends where its height is closest to the target. */
  arrange() {
    const width = this.node.clientWidth;
    if (!width) return;
    const high = parseFloat(getComputedStyle(this.node).getPropertyValue("--row"));
    const gap = parseFloat(getComputedStyle(this.node).getPropertyValue("--gap"));
    const set = (row, height) => {
      for (const tile of row) {
        tile.style.setProperty("--wide", `${Math.floor(tile.ratio * height * 10) / 10}px`);
        tile.style.setProperty("--high", `${Math.round(height)}px`);
      }
    };
    for (const list of this.node.querySelectorAll("ul")) {
      let row = [];
      const height = (tiles) => (width - gap * (tiles.length - 1)) / tiles.reduce((sum, { ratio }) => sum + ratio, 0);
      for (const tile of list.children) {
        const longer = height([...row, tile]);
        if (row.length && longer < high && height(row) / high < high / longer) {
          set(row, height(row));
          row = [];
        }
        row.push(tile);
        if (height(row) <= high) {
          set(row, height(row));
          row = [];
        }
      }
      // The last row need not be full, but is stretched if only a small gap would be left.
      if (row.length) set(row, height(row) < high * NEARLY_FULL ? height(row) : high);
    }
  }

  drawCover(picture) {
    const open = this.tiles.get(picture.id).querySelector(".open");
    if (isCovered(picture)) cover(open);
    else uncover(open, label(picture));
  }

  drawStar(picture, node = this.tiles.get(picture.id)) {
    if (!node) return;
    const star = node.querySelector(".star");
    node.classList.toggle("starred", picture.starred);
    star.setAttribute("aria-pressed", String(picture.starred));
    star.setAttribute("aria-label", t("web-gallery-star"));
    star.title = t(picture.starred ? "web-gallery-unstar" : "web-gallery-star");
  }

  focus(id) {
    const node = this.tiles.get(id);
    node?.scrollIntoView({ block: "nearest" });
    node?.querySelector(".open").focus({ preventScroll: true });
  }

  /** Make this tile (or the first) the tab stop. */
  setTabStop(tile) {
    const here = tile?.isConnected ? tile : this.node.querySelector(".tile");
    if (this.current !== here) for (const each of this.current?.querySelectorAll("button") ?? []) each.tabIndex = -1;
    this.current = here;
    for (const each of here?.querySelectorAll("button") ?? []) each.tabIndex = 0;
  }

  onKey(event) {
    const tile = event.target.closest(".tile");
    if (!tile || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...this.tiles.values()];
    const place = all.indexOf(tile);
    const to = { ArrowLeft: all[place - 1], ArrowRight: all[place + 1], Home: all[0], End: all.at(-1), ArrowUp: this.tileInDirection(tile, all, -1), ArrowDown: this.tileInDirection(tile, all, 1) };
    if (event.key === "s") this.act.star(this.pictures[place]);
    else if (event.key in to) to[event.key] && this.focus(Number(to[event.key].dataset.id));
    else return;
    event.preventDefault();
  }

  /** The tile above or below: in the nearest row, the one with the nearest centre. */
  tileInDirection(tile, all, way) {
    const middle = (node) => {
      const box = node.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = middle(tile);
    const candidates = all.map((node) => [node, ...middle(node)]).filter(([, , ny]) => (ny - y) * way > 8);
    const row = Math.min(...candidates.map(([, , ny]) => Math.abs(ny - y)));
    return candidates.filter(([, , ny]) => Math.abs(ny - y) < row + 8).sort((a, b) => Math.abs(a[1] - x) - Math.abs(b[1] - x))[0]?.[0];
  }
}
