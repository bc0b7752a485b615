// Renders an entry of the room as a list item. Re-rendered at every change, but picture nodes are reused to avoid flicker.

import { pictureAddress, wait } from "./api.js";
import { avatar } from "./avatar.js";
import { cover, isCovered, opener, uncover } from "./covers.js";
import { calm, el } from "./dom.js";
import { choice, icon, illustrated } from "./icons.js";
import { clock, nameOf, t } from "./text.js";

/** MIME type of a dragged picture of the room. */
export const DRAGGED = "application/x-shenbi-picture";
const LONG_TEXT = 900; // characters; longer text is folded
const FIELD_MAX_CHARACTERS = 300; // characters of a button's field
const FADE_IN_MS = 600; // as in log.css
const LONGEST_PAUSE_S = 10; // between two attempts to load a picture from an unreachable server

/** `act` has reply, press, jumpTo, open, copy, retry, discard; `me` is one's own id; `old` is the previous node. */
export function draw(entry, { act, me, assets, old }) {
  const bot = entry.person === "";
  const name = nameOf(entry.person, entry.name);
  const kinds = ["entry", bot ? "post" : "message", entry.person === me && "mine", entry.local, entry.busy && "busy"];
  if (bot) kinds.push(`is-${entry.milestone}`);
  const reused = new Map(Array.from(old?.querySelectorAll("[data-keep]") ?? [], (node) => [node.dataset.keep, node]));
  const item = el("li", { class: kinds.filter(Boolean).join(" "), id: `e-${entry.id}`, tabindex: "-1" });
  item.setAttribute("aria-label", `${name}, ${clock(entry.at)}`);
  item.append(
    el("p", { class: "day" }),
    avatar(entry.person, entry.name, assets),
    el(
      "div",
      { class: "body" },
      el("p", { class: "who" }, el("bdi", { text: entry.person === me ? t("web-you", { name }) : name }), el("time", { text: clock(entry.at), datetime: new Date(entry.at * 1000).toISOString() })),
      el("div", { class: "holder" }, el("div", { class: "bubble" }, ...content(entry, act, reused, me)), tools(entry, act, me)),
      entry.buttons?.length ? buttons(entry, act, reused, me) : null,
      entry.local ? deliveryStatus(entry, act) : null,
    ),
  );
  return item;
}

function content(entry, act, reused, me) {
  const bot = entry.person === "";
  const parts = [];
  if (entry.quote) parts.push(quoteBar(entry.quote, act));
  if (entry.mention === me && me && !entry.quote) parts.push(el("span", { class: "mention", text: t("web-mention") }));
  if (entry.title) parts.push(el("strong", { class: "title", text: entry.title, dir: "auto" }));
  if (entry.picture) parts.push(figure(entry, entry.picture, act, reused));
  if (entry.busy || entry.milestone === "accepted") parts.push(reused.get("skeleton") ?? skeleton(entry.frame));
  const countsDown = entry.ready_at && SECONDS.test(entry.text);
  if (entry.ready_at && !countsDown) parts.push(el("p", { class: "countdown", dataset: { at: entry.ready_at } }));
  if (entry.text) parts.push(...textNodes(entry, bot ? act : null, countsDown ? entry.ready_at : 0));
  for (const [key, list] of [["files", entry.files], ["images", entry.images]]) {
    const shown = list?.filter((each) => !isDocument(each));
    if (shown?.length) parts.push(el("div", { class: `${key} count-${Math.min(shown.length, 4)}` }, ...shown.map((each) => figure(entry, each, act, reused))));
    parts.push(...(list ?? []).filter(isDocument).map((each) => documentLink(entry, each)));
  }
  return parts;
}

/** A file of the bot that is not a picture, such as an album's HTML page: it has no dimensions and is downloaded. */
export const isDocument = (file) => Boolean(file.tag) && !file.width;

function documentLink(entry, file) {
  const address = pictureAddress(entry.id, file.tag, "?download=1");
  return el("a", { class: "document", href: address, download: file.name || true, dataset: { focus: file.tag }, title: t("web-download") }, icon("save"), el("bdi", { text: file.name || file.alt }));
}

function textNodes(entry, act, readyAt = 0) {
  const { text } = entry;
  const body = el("p", { class: "text", dir: "auto" }, ...(act ? withCommandButtons(text, act) : [text]));
  if (readyAt) {
    // Count down the number in the text itself, so that there are not two different ones.
    const last = body.lastChild;
    const at = last.data?.search(SECONDS) ?? -1;
    if (at >= 0) {
      const [number] = last.data.slice(at).match(/\d+/);
      last.splitText(at).splitText(number.length);
      last.nextSibling.replaceWith(el("span", { class: "countdown bare", text: number, dataset: { at: readyAt } }));
    }
  }
  if (text.length <= LONG_TEXT || entry.unfolded) return [body];
  body.classList.add("folded");
  const more = el("button", { type: "button", class: "more", text: t("web-show-all"), dataset: { focus: "more" } });
  more.onclick = () => {
    entry.unfolded = true; // stays unfolded when re-rendered
    body.classList.remove("folded");
    more.remove();
  };
  return [body, more];
}

/** The last number of seconds in a text. */
const SECONDS = /\d+(?= ?(?:秒|s\b)(?![\s\S]*\d+ ?(?:秒|s\b)))/;
const COMMAND_OR_NUMBER = /([/／][\p{L}][\p{L}\p{N}_-]*(?:[ \u00a0]#?\d{1,9})?)|#(\d{1,9})(?![\d.])/gu;

/** The bot's text with commands and picture numbers as buttons. */
function withCommandButtons(text, act) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(COMMAND_OR_NUMBER)) {
    const [whole, command, number] = found;
    const before = text[found.index - 1] ?? " ";
    if (/[\p{L}\p{N}/／:.]/u.test(before) && !(number || /\p{Script=Han}/u.test(before))) continue;
    if (command && !act.knows(command.slice(1).split(/[ \u00a0]/)[0])) continue;
    parts.push(text.slice(end, found.index));
    parts.push(el("button", { type: "button", class: "inline", text: whole, dataset: { focus: `w-${found.index}` }, on: { click: () => (number ? act.say(`/show ${number}`) : act.fill(`${command} `)) } }));
    end = found.index + whole.length;
  }
  return [...parts, text.slice(end)];
}

export function quoteBar(quote, act) {
  const name = nameOf(quote.person, quote.name);
  return el(
    "button",
    { type: "button", class: "quote", dataset: { focus: "quote" }, "aria-label": t("web-jump", { name }), on: { click: () => act.jumpTo(quote) } },
    quote.tag ? el("img", { src: pictureAddress(quote.id, quote.tag, "?size=preview"), alt: "", loading: "lazy", width: 36, height: 36 }) : null,
    el("span", {}, el("b", { text: name, dir: "auto" }), el("span", { text: quote.gone ? t("web-quote-gone") : quote.text || t("web-picture"), dir: "auto" })),
  );
}

const enlarge = (picture) => t("web-enlarge", { what: picture.alt || t("web-picture") });

function figure(entry, picture, act, reused) {
  const key = picture.tag ?? picture.local;
  const known = reused.get(key);
  if (known) {
    if (isCovered(picture)) cover(known);
    else uncover(known, enlarge(picture));
    known.onclick = opener(known, picture, enlarge(picture), () => act.open(entry, picture));
    return known;
  }
  const image = el("img", {
    src: picture.local ?? pictureAddress(entry.id, picture.tag, "?size=preview"),
    width: picture.width,
    height: picture.height,
    alt: picture.alt || t("web-picture"),
    decoding: "async",
    draggable: picture.local ? "false" : "true",
  });
  // Dropped on the input it is attached to the next message.
  if (!picture.local) image.ondragstart = (event) => event.dataTransfer.setData(DRAGGED, JSON.stringify([entry.id, picture.tag, picture.name || "picture.png"]));
  const colours = picture.glimpse ? drawPlaceholder(picture.glimpse) : null;
  const frame = el("button", { type: "button", class: "figure", dataset: { keep: key, focus: key }, "aria-label": enlarge(picture) }, colours, image);
  // Reserves the layout before loading: the CSS width is computed from these two.
  if (picture.width && picture.height) {
    frame.style.setProperty("--ratio", picture.width / picture.height);
    frame.style.setProperty("--wide", `${picture.width}px`);
  }
  if (isCovered(picture)) cover(frame);
  frame.onclick = opener(frame, picture, enlarge(picture), () => act.open(entry, picture));
  let tries = 0;
  image.onload = () => {
    frame.classList.add("loaded");
    // Fades in over the placeholder, which is then removed because it would show through transparent parts.
    setTimeout(() => colours?.remove(), calm() ? 0 : FADE_IN_MS);
  };
  image.onerror = async () => {
    // Missing only if the server says so; on a restart or connection loss it is retried.
    if (!picture.local && (await unreachable(image.src))) {
      tries += 1;
      await wait(Math.min(tries, LONGEST_PAUSE_S));
      if (frame.isConnected) image.src = image.getAttribute("src");
      return;
    }
    frame.classList.add("loaded", "missing");
    frame.append(el("span", { text: t("web-picture-missing") }));
  };
  return frame;
}

/** A few colours of a picture (rows of RGB bytes), as a picture of a few pixels: spread out they are a blur of it. */
function drawPlaceholder(colours) {
  const bytes = Uint8Array.from(atob(colours), (sign) => sign.charCodeAt(0));
  const side = Math.sqrt(bytes.length / 3);
  const canvas = el("canvas", { class: "placeholder", width: side, height: side, "aria-hidden": "true" });
  const pen = canvas.getContext("2d");
  const drawn = pen.createImageData(side, side);
  for (let at = 0; at < side * side; at += 1) drawn.data.set([...bytes.subarray(3 * at, 3 * at + 3), 255], 4 * at);
  pen.putImageData(drawn, 0, 0);
  return canvas;
}

async function unreachable(address) {
  try {
    return (await fetch(address, { credentials: "same-origin", signal: AbortSignal.timeout(20_000) })).status >= 500;
  } catch {
    return true;
  }
}

function skeleton([width, height] = [0, 0]) {
  const node = el("div", { class: calm() ? "skeleton still" : "skeleton", dataset: { keep: "skeleton" }, "aria-hidden": "true" }, el("span"), el("span"), el("span"));
  // Same size as the picture that will replace it.
  if (width && height) {
    node.classList.add("framed");
    node.style.setProperty("--ratio", width / height);
    node.style.setProperty("--wide", `${width}px`);
  }
  return node;
}

/** Update countdowns to the expected finish. */
export function tick(root, now = Date.now() / 1000) {
  for (const node of root.querySelectorAll(".countdown")) {
    const left = Math.ceil(node.dataset.at - now);
    const bare = node.classList.contains("bare");
    const words = bare ? String(Math.max(1, left)) : left > 0 ? t("web-seconds-left", { seconds: left }) : t("web-any-moment");
    if (node.textContent !== words) node.textContent = words;
  }
}

export function buttons(entry, act, reused, me) {
  const rows = entry.buttons.map((row) => row.filter((button) => !button.only || button.only.includes(me))).filter((row) => row.length);
  return el(
    "div",
    { class: "buttons", role: "group", "aria-label": t("web-actions") },
    ...rows.map((row) => el("div", {}, ...row.map((button) => (button.ask ? fieldButton(entry, button, act, reused) : buttonNode(entry, button, act))))),
  );
}

/** A button with an input field for private text. The node is reused, so its text survives changes of the entry. */
function fieldButton(entry, button, act, reused) {
  const key = `ask-${button.action}`;
  if (reused.has(key)) return reused.get(key);
  const field = el("input", { maxlength: FIELD_MAX_CHARACTERS, placeholder: button.ask, "aria-label": button.ask, autocomplete: "off", enterkeyhint: "send", dir: "auto", dataset: { focus: key } });
  const [drawing, label] = illustrated(button.label);
  const send = el("button", { class: `press ${button.style}` }, drawing, el("bdi", { text: label }));
  const status = el("span", { role: "status" });
  const form = el("form", { class: "ask", dataset: { keep: key } }, field, send, status);
  field.oninput = () => (status.textContent = "");
  form.onsubmit = (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text) act.press(entry, { action: button.action, text, done: () => (status.textContent = t("web-asked")) }, send);
    else field.focus();
  };
  return form;
}

function buttonNode(entry, button, act) {
  const [chosen, words] = choice(button.label);
  const [drawing, label] = illustrated(words);
  const node = el("button", { type: "button", class: `press ${button.style}`, "aria-pressed": (button.on ?? chosen) === null ? null : String(button.on ?? chosen), dataset: { focus: `b-${button.action}` } }, drawing, el("bdi", { text: label }));
  if (button.copy) {
    node.prepend(icon("copy"));
    node.onclick = () => act.copy(button.copy);
  } else {
    node.onclick = () => act.press(entry, button, node);
  }
  return node;
}

function tools(entry, act, me) {
  if (entry.local) return null;
  const text = [entry.title, entry.text].filter(Boolean).join("\n");
  return el(
    "div",
    { class: "tools" },
    el("button", { type: "button", class: "icon", title: t("web-reply"), "aria-label": t("web-reply"), dataset: { focus: "reply" }, on: { click: () => act.reply(entry) } }, icon("reply")),
    entry.edit ? el("button", { type: "button", class: "icon", title: t("web-edit"), "aria-label": t("web-edit"), dataset: { focus: "edit" }, on: { click: () => act.fill(entry.edit) } }, icon("edit")) : null,
    entry.person === me && entry.text ? el("button", { type: "button", class: "icon", title: t("web-edit"), "aria-label": t("web-edit"), dataset: { focus: "edit" }, on: { click: () => act.fill(entry.text) } }, icon("edit")) : null,
    text ? el("button", { type: "button", class: "icon", title: t("web-copy"), "aria-label": t("web-copy"), dataset: { focus: "copy" }, on: { click: () => act.copy(text) } }, icon("copy")) : null,
  );
}

/** Delivery status of a message that the server has not confirmed. */
function deliveryStatus(entry, act) {
  if (entry.local !== "failed") return el("p", { class: "delivery", text: t("web-sending") });
  return el(
    "p",
    { class: "delivery failed" },
    el("span", { text: entry.problem }),
    el("button", { type: "button", class: "more", text: t("web-retry"), on: { click: () => act.retry(entry) } }),
    el("button", { type: "button", class: "more", text: t("web-discard"), on: { click: () => act.discard(entry) } }),
  );
}
