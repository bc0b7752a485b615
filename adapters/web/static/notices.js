// Posts that stand for a while only (what was deleted, and the way back) are no entries of the log: they are shown above everything
// else, to those who can do something about them, until the server takes them away.

import { offer } from "./toast.js";

export class Notices {
  /** `press` presses a button of an entry; `me` is my id. */
  constructor({ me, press }) {
    Object.assign(this, { me, press });
    this.shown = new Map(); // entry id -> what closes it
  }

  /** Take out of some entries what passes; the others come back. */
  extract(entries) {
    const staying = [];
    for (const entry of entries) {
      if (entry.until) this.show(entry);
      else staying.push(entry);
      if (entry.removed) this.shown.get(entry.id)?.();
    }
    return staying;
  }

  show(entry) {
    const button = entry.buttons?.flat().find(({ only }) => !only || only.includes(this.me));
    if (!button || this.shown.has(entry.id) || entry.until * 1000 < Date.now()) return;
    const close = offer(entry.text, button.label, (node) => this.press(entry, button, node), entry.until);
    this.shown.set(entry.id, close);
  }
}
