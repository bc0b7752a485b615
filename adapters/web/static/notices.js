// Temporary posts (undo of a deletion) are shown as toasts instead of log entries, to people who can press their
// button, until the server removes them.

import { offer } from "./toast.js";

export class Notices {
  /** `press` presses a button of an entry; `me` is one's own id. */
  constructor({ me, press }) {
    Object.assign(this, { me, press });
    this.shown = new Map(); // entry id -> function that closes it
  }

  /** Show temporary entries; returns the others. */
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
