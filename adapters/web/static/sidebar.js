// The sidebar: rooms, people, one's own name, language and theme.

import { home, post, Refused, room } from "./api.js";
import { avatar } from "./avatar.js";
import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import { switchLanguage, toggleTheme } from "./preferences.js";
import { readLocal, writeLocal } from "./storage.js";
import { nameOf, t } from "./text.js";
import { copy, toast } from "./toast.js";

const STORAGE_KEY = "shenbi.rooms";
const MAX_ROOMS = 12;

export class Sidebar {
  /** `console`: whether there is one for this person; `signOut`: where they sign out, empty if nowhere. */
  constructor({ me, limits, assets, shared, console, signOut, onRename }) {
    Object.assign(this, { me, limits, assets, shared, signOut, onRename });
    this.drawRooms();
    this.drawMe();
    $("open-room").onsubmit = (event) => {
      event.preventDefault();
      const name = $("open-room-name").value.trim().replace(/\s+/g, "-");
      if (/^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_-]{0,39}$/u.test(name)) location.href = `${home}r/${encodeURIComponent(name.toLowerCase())}`;
      else if (name) toast(t("web-error-no-room"));
    };
    $("me").onclick = () => this.askName();
    $("language").onclick = switchLanguage;
    $("theme").onclick = toggleTheme;
    $("console-open").hidden = !console;
    $("share").hidden = !shared;
    $("share").onclick = () => copy(location.href);
    this.drawer();
  }

  /** On narrow screens the sidebar is a drawer. */
  drawer() {
    const narrow = matchMedia("(max-width: 860px)");
    const set = (open) => {
      document.body.classList.toggle("side-open", open && narrow.matches);
      $("side").inert = narrow.matches && !open;
      $("side-open").setAttribute("aria-expanded", String(open));
    };
    $("side-open").onclick = () => {
      set(true);
      $("side-close").focus();
    };
    const close = () => {
      set(false);
      $("side-open").focus();
    };
    $("side-close").onclick = $("veil").onclick = close;
    $("side").addEventListener("keydown", (event) => event.key === "Escape" && close());
    narrow.onchange = () => set(false);
    set(false);
  }

  drawRooms() {
    let known = [];
    try {
      known = JSON.parse(readLocal(STORAGE_KEY) ?? "[]").filter((name) => typeof name === "string");
    } catch {
      // Not our data under this key: start with an empty list.
    }
    if (this.shared) known = [room, ...known.filter((name) => name !== room)].slice(0, MAX_ROOMS);
    writeLocal(STORAGE_KEY, JSON.stringify(known));
    const link = (name, address, label) =>
      el("li", {}, el("a", { href: home + address, "aria-current": name === room ? "page" : null }, icon(name === "~" ? "home" : "room"), el("bdi", { text: label })));
    $("rooms").replaceChildren(link("~", "", t("web-own-room")), ...known.sort().map((name) => link(name, `r/${encodeURIComponent(name)}`, name)));
  }

  drawMe() {
    $("me").replaceChildren(avatar(this.me.id, this.me.name, this.assets), el("bdi", { text: nameOf(this.me.id, this.me.name) }), icon("edit"));
  }

  /** Show the presence message. */
  showPresence({ people, count }) {
    $("people").replaceChildren(
      ...people.map((each) => el("li", {}, avatar(each.id, each.name, this.assets), el("bdi", { text: each.id === this.me.id ? t("web-you", { name: nameOf(each.id, each.name) }) : nameOf(each.id, each.name) }))),
    );
    $("subtitle").textContent = this.shared ? t("web-here", { count }) : t("web-own-room-about");
  }

  askName() {
    const box = $("naming");
    const field = el("input", { id: "name", maxlength: this.limits.name, autocomplete: "nickname", dir: "auto", "aria-describedby": "naming-about" });
    field.value = this.me.name;
    const form = el(
      "form",
      { method: "dialog" },
      el("h2", { id: "naming-title", text: t("web-name-title") }),
      el("p", { id: "naming-about", text: t("web-name-about") }),
      el("label", { class: "unseen", for: "name", text: t("web-name-title") }),
      field,
      el("p", { class: "address" }, t("web-name-address"), " ", el("code", { text: `web:${this.me.id}` })),
      this.signOut ? el("p", {}, el("a", { href: this.signOut, text: t("web-sign-out") })) : "",
      el("div", { class: "row" }, el("button", { type: "button", text: t("web-cancel"), on: { click: () => box.close() } }), el("button", { type: "submit", class: "primary", text: t("web-save") })),
    );
    form.onsubmit = async (event) => {
      event.preventDefault();
      try {
        const { name } = await post("api/me", { name: field.value });
        this.me.name = name;
        this.drawMe();
        this.onRename(this.me.id, name);
        box.close();
      } catch (error) {
        toast(error instanceof Refused ? error.words : t("web-error-offline"));
      }
    };
    box.replaceChildren(form);
    box.showModal();
    field.select();
  }
}
