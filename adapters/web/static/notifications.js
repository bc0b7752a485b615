// A tone, and a desktop notification while the page is hidden, when one's picture is ready or a session proceeds. Off
// until the bell is pressed; permission is requested only then.

import { $ } from "./dom.js";
import { readLocal, writeLocal } from "./storage.js";
import { nameOf, t } from "./text.js";
import { toast } from "./toast.js";

const STORAGE_KEY = "shenbi.bell";
const ENDED = new Set(["done", "failed", "held"]);
const SHOWN_CHARACTERS = 160;
const TONES = [[660, 0], [880, 0.13]]; // Hz, seconds from now

export class Notifications {
  /** `onOpen` is called with the entry whose notification was pressed. */
  constructor({ me, assets, onOpen }) {
    Object.assign(this, { me, assets, onOpen, on: readLocal(STORAGE_KEY) === "on" });
    $("bell").onclick = () => this.toggle();
    this.draw();
    // Browsers allow audio only after a user gesture.
    for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => this.on && this.resumeAudio(), { once: true, capture: true });
  }

  draw() {
    $("bell").setAttribute("aria-pressed", String(this.on));
  }

  async toggle() {
    this.on = !this.on;
    writeLocal(STORAGE_KEY, this.on ? "on" : "off");
    this.draw();
    if (!this.on) return void toast(t("web-bell-off"), "done");
    this.resumeAudio();
    this.playTone();
    const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
    toast(t(answer === "granted" ? "web-bell-on" : "web-bell-tone"), "done");
  }

  /** An entry was added or changed; `known` is its previous state. */
  onEntry(entry, known) {
    if (!this.on || entry.removed || entry.person === this.me || known?.milestone === entry.milestone) return;
    const mine = entry.mention === this.me && ENDED.has(entry.milestone);
    const session = entry.title && !known; // each phase starts with a card of its own
    if (!mine && !session) return;
    this.playTone();
    if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
    try {
      const words = [entry.title, entry.text].filter(Boolean).join("\n").slice(0, SHOWN_CHARACTERS);
      const note = new Notification(nameOf(entry.person, entry.name), { body: words, tag: entry.id, icon: `${this.assets}/icon-192.png` });
      note.onclick = () => {
        window.focus();
        note.close();
        this.onOpen(entry);
      };
    } catch {
      // Some mobile browsers allow notifications from service workers only; the tone still plays.
    }
  }

  resumeAudio() {
    this.audio ??= new AudioContext();
    this.audio.resume().catch(() => {});
  }

  playTone() {
    if (!this.audio) return;
    for (const [pitch, after] of TONES) {
      const [tone, loudness] = [this.audio.createOscillator(), this.audio.createGain()];
      const at = this.audio.currentTime + after;
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0, at);
      loudness.gain.linearRampToValueAtTime(0.08, at + 0.015);
      loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.4);
      tone.connect(loudness).connect(this.audio.destination);
      tone.start(at);
      tone.stop(at + 0.45);
    }
  }
}
