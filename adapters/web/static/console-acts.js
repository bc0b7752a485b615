// Acts of admins: the server says what an act means, the reader confirms it, and can take it back.

import { post, Refused } from "./api.js";
import { $, el } from "./dom.js";
import { t } from "./text.js";
import { offer, toast } from "./toast.js";

const UNDO_OFFERED_S = 15;
const REASON_CHARACTERS = 200;

export class Acts {
  /** `onDone` is called after an act was performed. */
  constructor({ language, onDone }) {
    Object.assign(this, { language, onDone });
  }

  /** Ask about an order ({ act }, { words } or { undo }) and perform it; whether it was performed. */
  async order(order) {
    try {
      const { act, title, effect } = await this.send("api/admin/acts", order);
      const reason = await this.confirmed(title, effect, act.reason);
      if (reason === null) return false;
      const done = await this.send("api/admin/acts/confirmed", order.undo ? { ...order, reason } : { act: { ...act, reason } });
      if (done.undo) offer(done.done, t("web-console-undo"), () => this.order({ undo: done.entry }), Date.now() / 1000 + UNDO_OFFERED_S);
      else toast(done.done, "done");
      this.onDone();
      return true;
    } catch (error) {
      toast(error instanceof Refused ? error.words : t("web-error-offline"));
      return false;
    }
  }

  send(address, order) {
    return post(address, { ...order, language: this.language });
  }

  /** Ask; the reason that was given (it may be empty), or null if it is not to be done. */
  confirmed(title, effect, reason = "") {
    const box = $("asking");
    const yes = el("button", { type: "submit", class: "primary", value: "yes", text: t("web-console-yes") });
    const why = el("input", { type: "text", maxlength: REASON_CHARACTERS, autocomplete: "off", dir: "auto", value: reason });
    box.returnValue = "";
    box.replaceChildren(
      el(
        "form",
        { method: "dialog" },
        el("h2", { id: "asking-title", dir: "auto", text: t("web-console-ask", { act: title }) }),
        el("p", { text: effect }),
        el("label", { class: "why" }, t("web-console-reason"), why),
        // The only button that submits, so that Enter in the field confirms.
        el("div", { class: "row" }, el("button", { type: "button", text: t("web-console-no"), on: { click: () => box.close("") } }), yes),
      ),
    );
    box.showModal();
    yes.focus();
    return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue === "yes" ? why.value.trim() : null), { once: true }));
  }

  /** A button that orders something. `key` finds it again after the page was drawn again. */
  button(text, order, key, properties = {}) {
    return el("button", { type: "button", class: "press", text, "data-key": key, ...properties, on: { click: () => this.order(order) } });
  }
}
