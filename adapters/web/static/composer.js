// The message input: auto-grow, replies, completion, and sending with retries.

import { nonce, post, Refused, roomAddress, wait } from "./api.js";
import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import { quoteBar } from "./entry.js";
import { writeSession, readSession } from "./storage.js";
import { language, t } from "./text.js";
import { toast } from "./toast.js";

const MAX_TRIES = 5;
const TYPING_EVERY_MS = 3000;
const DRAFT = `shenbi.draft.${location.pathname}`;
const MAX_RECALLED = 30; // lines available with the up arrow
const IME_CONFIRM_KEY_CODE = 229; // keyCode of the Enter that confirms an input method candidate; Safari sends it after `compositionend`

export class Composer {
  /** `log` shows messages being sent; typing is reported through `live`. */
  constructor({ me, limits, log, live, attached, completion }) {
    Object.assign(this, { me, limits, log, live, attached, completion });
    this.input = $("input");
    this.input.maxLength = limits.text;
    this.input.value = readSession(DRAFT) ?? "";
    this.sentLines = [];
    this.recalled = -1;
    this.input.addEventListener("input", () => this.onInput());
    this.input.addEventListener("click", () => completion.update());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    $("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.sendQueue = Promise.resolve();
    this.fit();
  }

  onInput() {
    writeSession(DRAFT, this.input.value);
    this.recalled = -1;
    this.fit();
    this.completion.update();
    const now = Date.now();
    if (this.input.value && now - (this.typingSentAt ?? 0) > TYPING_EVERY_MS) {
      this.typingSentAt = now;
      this.live.send({ kind: "typing", on: true });
    } else if (!this.input.value && this.typingSentAt) this.stopTyping();
  }

  stopTyping() {
    this.typingSentAt = 0;
    this.live.send({ kind: "typing", on: false });
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, innerHeight * 0.35)}px`;
    $("send").disabled = !this.input.value.trim() && !this.attached.images.length;
  }

  onKey(event) {
    if (event.isComposing || event.keyCode === IME_CONFIRM_KEY_CODE) return;
    if (this.completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== IME_CONFIRM_KEY_CODE) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") this.replyTo(null);
    else if (event.key === "ArrowUp" && (!this.input.value || this.recalled >= 0)) this.recall(event, this.recalled + 1);
    else if (event.key === "ArrowDown" && this.recalled >= 0) this.recall(event, this.recalled - 1);
  }

  /** Recall a previous message; 0 is the newest, -1 the empty field. */
  recall(event, place) {
    const lines = [...this.sentLines, ...this.ownLines()].filter((line, at, all) => line && all.indexOf(line) === at).slice(0, MAX_RECALLED);
    if (place >= lines.length) return;
    event.preventDefault();
    this.fill(lines[place] ?? "");
    this.recalled = place;
  }

  /** One's own messages in the log, newest first. */
  ownLines() {
    return this.log
      .ordered()
      .filter((entry) => entry.person === this.me.id && entry.text)
      .map((entry) => entry.text)
      .reverse();
  }

  fill(text) {
    this.input.value = text;
    this.input.focus();
    this.onInput();
    this.completion.close();
  }

  /** Reply to an entry; null cancels. */
  replyTo(entry) {
    this.repliedTo = entry;
    const bar = $("answering");
    bar.hidden = !entry;
    bar.replaceChildren();
    if (!entry) return;
    bar.append(
      quoteBar(quoteOf(entry), this.log.act),
      el("button", { type: "button", class: "icon", "aria-label": t("web-answer-none"), on: { click: () => this.replyTo(null) } }, icon("close")),
    );
    this.input.focus();
  }

  send() {
    const text = this.input.value.trim();
    if (!text && !this.attached.images.length) return;
    if (text) this.sentLines.unshift(text);
    const images = this.attached.take();
    const repliedTo = this.repliedTo;
    this.input.value = "";
    writeSession(DRAFT, "");
    this.replyTo(null);
    this.fit();
    this.completion.close();
    if (this.typingSentAt) this.stopTyping();
    this.say(text, images, repliedTo);
  }

  /** Send a message, independent of the input field. */
  say(text, images = [], repliedTo = null) {
    const key = nonce();
    const entry = {
      id: `local-${key}`, nonce: key, seq: Infinity, revision: 0, at: Date.now() / 1000, person: this.me.id, name: this.me.name, text, local: "sending",
      quote: repliedTo ? quoteOf(repliedTo) : null,
      images: images.map((image) => ({ local: image.address, width: image.width, height: image.height })),
      payload: { nonce: key, text, reply_to: repliedTo?.id ?? "", language }, attached: images,
    };
    this.log.put([entry]);
    this.log.toEnd();
    // Sequentially, to keep the order.
    this.sendQueue = this.sendQueue.then(() => this.deliver(entry));
  }

  async deliver(entry) {
    for (let tries = 1; ; tries += 1) {
      try {
        const images = await Promise.all(entry.attached.map((image) => image.ready));
        const { id } = await post(`api/rooms/${roomAddress}/messages`, { ...entry.payload, images: images.map((image) => image.id) });
        // The server's entry replaces this one, and may have arrived already.
        if (this.log.get(entry.id) && !this.log.get(id)) this.log.place({ ...entry, local: "sent" }, entry);
        return;
      } catch (error) {
        if (error.retry && tries < MAX_TRIES) {
          await wait(error.retry * tries);
          continue;
        }
        const problem = error instanceof Refused ? error.words : t("web-error-offline");
        this.log.drop(entry.id);
        this.log.put([{ ...entry, local: "failed", problem }]);
        // Put the refused text back into the field, unless something else is being typed.
        if (!this.input.value) this.fill(entry.text);
        return;
      }
    }
  }

  retry(entry) {
    const again = { ...entry, local: "sending" };
    again.attached = entry.attached.map((image) => (image.id ? { ...image, ready: Promise.resolve(image) } : image));
    this.log.drop(entry.id);
    this.log.put([again]);
    this.sendQueue = this.sendQueue.then(() => this.deliver(again));
  }

  discard(entry) {
    this.log.drop(entry.id);
    if (!this.input.value) this.fill(entry.text);
  }

  async press(entry, button, node) {
    node.setAttribute("aria-busy", "true");
    node.disabled = true;
    try {
      await post(`api/rooms/${roomAddress}/presses`, { entry: entry.id, action: button.action, text: button.text ?? "", nonce: nonce(), language });
      button.done?.();
    } catch (error) {
      toast(error instanceof Refused ? error.words : t("web-error-offline"));
    }
    // For the time in which the server treats presses as one (double click).
    await wait(1);
    node.disabled = false;
    node.removeAttribute("aria-busy");
  }
}

export function quoteOf(entry) {
  const picture = entry.picture ?? entry.images?.[0] ?? entry.files?.[0];
  const text = (entry.title || entry.text || "").replace(/\s+/g, " ").slice(0, 160);
  return { id: entry.id, seq: entry.seq, person: entry.person, name: entry.name, text, tag: picture?.width ? picture.tag : "" };
}
