// Completion while a command is typed: commands after `/`, options after `--`, styles after `--style` or `#`.

import { $, el } from "./dom.js";
import { language } from "./text.js";

const MOST = 12;
const STYLE_OPTION = /(?:^|\s)(?:--|——|—)(?:style|风格)[=\s：:]*(\S*)$/i;

export const namesOf = (thing) => [thing.name, ...(thing.names ?? [])].filter(Boolean);
const begins = (thing, typed) => namesOf(thing).some((name) => name.toLowerCase().startsWith(typed));
/** The name in the page's language. */
export const ownName = (names) => (language === "zh" && names.find((name) => /[^\x00-\x7f]/.test(name))) || names[0];

export class Completion {
  constructor({ menu }) {
    this.menu = menu;
    this.box = $("options");
    this.input = $("input");
    this.found = [];
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  get open() {
    return this.found.length > 0;
  }

  /** Update the suggestions from the input. */
  update() {
    const typed = this.input.value.slice(0, this.input.selectionStart);
    const after = this.input.value.slice(this.input.selectionStart);
    this.found = /^\S/.test(after) ? [] : this.find(typed).slice(0, MOST);
    this.chosen = 0;
    this.draw();
  }

  find(typed) {
    const command = /^\s*[/／](\S*)$/.exec(typed);
    if (command) return this.commands(command[1].toLowerCase());
    if (!/^\s*[/／]/.test(typed) && !/(?:--|——|#|＃)\S*$|(?:--|——)\S+\s+\S*$/.test(typed)) return [];
    const style = STYLE_OPTION.exec(typed) ?? /(?:^|\s)[#＃](\S*)$/.exec(typed);
    if (style) return this.styles(style[1].toLowerCase());
    const option = /(?:^|\s)(?:--|——)(\S*)$/.exec(typed);
    return option ? this.options(option[1].toLowerCase()) : [];
  }

  commands(typed) {
    return this.named(this.menu.commands, "/", typed).map((each) => ({ ...each, cut: typed.length + 1 }));
  }

  options(typed) {
    return this.named(this.menu.options, "--", typed).map((each) => ({ ...each, cut: typed.length + 2 }));
  }

  /** Entries that start with `typed`, shown under the matching name, or the one in the page's language. */
  named(things, sign, typed) {
    return things
      .filter((each) => begins(each, typed))
      .map((each) => {
        const all = [...new Set(namesOf(each))];
        const title = (typed && all.find((name) => name.toLowerCase().startsWith(typed))) || ownName(all);
        const also = all.filter((name) => name !== title).slice(0, 2);
        return { names: all, title: sign + title, insert: `${sign}${title} `, also: also.map((name) => sign + name).join("  "), hint: each.hint ?? "" };
      });
  }

  styles(typed) {
    return this.menu.styles
      .filter((each) => [...namesOf(each), each.label].some((name) => name.toLowerCase().includes(typed)))
      .map((each) => {
        const word = namesOf(each).includes(each.label) ? each.label : ownName(namesOf(each));
        // A space would end the style after `#`.
        return { names: [...namesOf(each), each.label], cut: typed.length, insert: `${word.replaceAll(" ", "-")} `, title: each.label, also: each.label.toLowerCase() === each.name ? "" : each.name, style: each };
      });
  }

  draw() {
    this.box.hidden = !this.open;
    this.box.classList.toggle("styles", Boolean(this.found[0]?.style));
    this.box.replaceChildren(
      ...this.found.map((each, place) =>
        el(
          "div",
          { role: "option", id: `option-${place}`, "aria-selected": String(place === this.chosen), on: { mousedown: (event) => event.preventDefault(), click: () => this.accept(place) } },
          each.style ? sample(each.style) : null,
          el("b", { text: each.title, dir: "auto" }),
          each.also ? el("span", { class: "also", text: each.also }) : null,
          each.hint ? el("span", { class: "about", text: each.hint, dir: "auto" }) : null,
        ),
      ),
    );
    if (this.open) {
      this.input.setAttribute("aria-activedescendant", `option-${this.chosen}`);
      this.box.children[this.chosen].scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  /** Handle a key; true if it was consumed. */
  key(event) {
    if (!this.open || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1, ...(this.box.matches(".styles") ? { ArrowRight: 1, ArrowLeft: -1 } : {}) }[event.key];
    if (step) {
      this.chosen = (this.chosen + step + this.found.length) % this.found.length;
      this.draw();
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !this.finished())) this.accept(this.chosen);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  /** Whether a complete name is typed: Enter then sends the message. */
  finished() {
    const { cut, names } = this.found[this.chosen];
    const caret = this.input.selectionStart;
    const typed = this.input.value.slice(caret - cut, caret).toLowerCase().replace(/^(?:[/／]|--|——)/, "");
    return names.some((name) => name.toLowerCase() === typed);
  }

  accept(place) {
    const { cut, insert } = this.found[place];
    const caret = this.input.selectionStart;
    this.input.setRangeText(insert, caret - cut, caret, "end");
    this.input.focus();
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.found = [];
    this.draw();
  }
}

/** Sample image of a style: from the menu, or a built-in one; a plain colour for unknown styles. */
export function sample(style) {
  const own = `${$("app").dataset.assets}/style-${style.name.replaceAll(" ", "-")}.webp`;
  const picture = el("img", { src: style.sample || own, alt: "", width: 118, height: 62 });
  picture.onerror = () => picture.replaceWith(el("i", { class: "sample", "aria-hidden": "true" }));
  return picture;
}
