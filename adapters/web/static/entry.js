// One entry of the room, as a list item. Drawn anew at every change, but its pictures are kept, so nothing flickers.

import { pictureAddress, wait } from "./api.js";
import { avatar } from "./avatar.js";
import { calm, el } from "./dom.js";
import { choice, icon, illustrated } from "./icons.js";
import { clock, nameOf, t } from "./text.js";

const LONG_TEXT = 900; // characters; more is folded
const LONGEST_PAUSE_S = 10; // between two tries to load a picture from a server that cannot be reached

/** `act` has reply, press, jump, open, copy, retry, discard; `me` is my id. */
export function draw(entry, { act, me, assets, old }) {
  const bot = entry.person === "";
  const name = nameOf(entry.person, entry.name);
  const kinds = ["entry", bot ? "post" : "said", entry.person === me && "mine", entry.local, entry.busy && "busy"];
  if (bot) kinds.push(`is-${entry.milestone}`);
  const kept = new Map(Array.from(old?.querySelectorAll("[data-keep]") ?? [], (node) => [node.dataset.keep, node]));
  const item = el("li", { class: kinds.filter(Boolean).join(" "), id: `e-${entry.id}`, tabindex: "-1" });
  item.setAttribute("aria-label", `${name}, ${clock(entry.at)}`);
  item.append(
    el("p", { class: "day" }),
    avatar(entry.person, entry.name, assets),
    el(
      "div",
      { class: "body" },
      el("p", { class: "who" }, el("bdi", { text: entry.person === me ? t("web-you", { name }) : name }), el("time", { text: clock(entry.at), datetime: new Date(entry.at * 1000).toISOString() })),
      el("div", { class: "bubble" }, ...content(entry, act, kept, me)),
      entry.buttons?.length ? buttons(entry, act) : null,
      entry.local ? fate(entry, act) : null,
    ),
    tools(entry, act),
  );
  return item;
}

function content(entry, act, kept, me) {
  const parts = [];
  if (entry.quote) parts.push(quoteBar(entry.quote, act));
  if (entry.mention === me && me && !entry.quote) parts.push(el("span", { class: "mention", text: t("web-mention") }));
  if (entry.title) parts.push(el("strong", { class: "title", text: entry.title, dir: "auto" }));
  if (entry.picture) parts.push(figure(entry, entry.picture, act, kept));
  if (entry.busy || entry.milestone === "accepted") parts.push(kept.get("skeleton") ?? skeleton());
  if (entry.text) parts.push(...words(entry.text));
  for (const [key, list] of [["files", entry.files], ["images", entry.images]]) {
    const shown = list?.filter((each) => !isPaper(each));
    if (shown?.length) parts.push(el("div", { class: `${key} count-${Math.min(shown.length, 4)}` }, ...shown.map((each) => figure(entry, each, act, kept))));
    parts.push(...(list ?? []).filter(isPaper).map((each) => paper(entry, each)));
  }
  return parts;
}

/** A file of the bot's that is no picture, as the page of an album: it has no size, and the server gives it to be kept. */
export const isPaper = (file) => Boolean(file.tag) && !file.width;

function paper(entry, file) {
  const address = pictureAddress(entry.id, file.tag, "?download=1");
  return el("a", { class: "paper", href: address, download: file.name || true, dataset: { focus: file.tag }, title: t("web-download") }, icon("save"), el("bdi", { text: file.name || file.alt }));
}

function words(text) {
  const body = el("p", { class: "text", text, dir: "auto" });
  if (text.length <= LONG_TEXT) return [body];
  body.classList.add("folded");
  const more = el("button", { type: "button", class: "more", text: t("web-show-all"), dataset: { focus: "more" } });
  more.onclick = () => {
    body.classList.remove("folded");
    more.remove();
  };
  return [body, more];
}

export function quoteBar(quote, act) {
  const name = nameOf(quote.person, quote.name);
  return el(
    "button",
    { type: "button", class: "quote", dataset: { focus: "quote" }, "aria-label": t("web-jump", { name }), on: { click: () => act.jump(quote) } },
    quote.tag ? el("img", { src: pictureAddress(quote.id, quote.tag, "?size=preview"), alt: "", loading: "lazy", width: 36, height: 36 }) : null,
    el("span", {}, el("b", { text: name, dir: "auto" }), el("span", { text: quote.text || t("web-picture"), dir: "auto" })),
  );
}

function figure(entry, picture, act, kept) {
  const key = picture.tag ?? picture.local;
  const known = kept.get(key);
  if (known) {
    known.onclick = () => act.open(entry, picture);
    return known;
  }
  const image = el("img", {
    src: picture.local ?? pictureAddress(entry.id, picture.tag, "?size=preview"),
    width: picture.width,
    height: picture.height,
    alt: picture.alt || t("web-picture"),
    decoding: "async",
    draggable: "false",
  });
  const frame = el("button", { type: "button", class: "figure", dataset: { keep: key, focus: key }, "aria-label": t("web-enlarge", { what: picture.alt || t("web-picture") }) }, image);
  // Its place is kept before it comes: the width in CSS follows from these two.
  if (picture.width && picture.height) {
    frame.style.setProperty("--ratio", picture.width / picture.height);
    frame.style.setProperty("--wide", `${picture.width}px`);
  }
  frame.onclick = () => act.open(entry, picture);
  let tries = 0;
  image.onload = () => frame.classList.add("there");
  image.onerror = async () => {
    // Only what the server says is gone is gone; a server that starts anew, or a line that is down, says nothing.
    if (!picture.local && (await unreachable(image.src))) {
      tries += 1;
      await wait(Math.min(tries, LONGEST_PAUSE_S));
      if (frame.isConnected) image.src = image.getAttribute("src");
      return;
    }
    frame.classList.add("there", "missing");
    frame.append(el("span", { text: t("web-picture-missing") }));
  };
  return frame;
}

async function unreachable(address) {
  try {
    return (await fetch(address, { credentials: "same-origin", signal: AbortSignal.timeout(20_000) })).status >= 500;
  } catch {
    return true;
  }
}

function skeleton() {
  return el("div", { class: calm() ? "skeleton still" : "skeleton", dataset: { keep: "skeleton" }, "aria-hidden": "true" }, el("span"), el("span"), el("span"));
}

function buttons(entry, act) {
  return el(
    "div",
    { class: "buttons", role: "group", "aria-label": t("web-actions") },
    ...entry.buttons.map((row) => el("div", {}, ...row.map((button) => pressable(entry, button, act)))),
  );
}

function pressable(entry, button, act) {
  const [chosen, words] = choice(button.label);
  const [drawing, label] = illustrated(words);
  const node = el("button", { type: "button", class: `press ${button.style}`, "aria-pressed": chosen === null ? null : String(chosen), dataset: { focus: `b-${button.action}` } }, drawing, el("bdi", { text: label }));
  if (button.copy) {
    node.prepend(icon("copy"));
    node.onclick = () => act.copy(button.copy);
  } else {
    node.onclick = () => act.press(entry, button, node);
  }
  return node;
}

function tools(entry, act) {
  if (entry.local) return null;
  const text = [entry.title, entry.text].filter(Boolean).join("\n");
  return el(
    "div",
    { class: "tools" },
    el("button", { type: "button", class: "icon", title: t("web-reply"), "aria-label": t("web-reply"), dataset: { focus: "reply" }, on: { click: () => act.reply(entry) } }, icon("reply")),
    text ? el("button", { type: "button", class: "icon", title: t("web-copy"), "aria-label": t("web-copy"), dataset: { focus: "copy" }, on: { click: () => act.copy(text) } }, icon("copy")) : null,
  );
}

/** What became of a message that the server does not have yet. */
function fate(entry, act) {
  if (entry.local !== "failed") return el("p", { class: "fate", text: t("web-sending") });
  return el(
    "p",
    { class: "fate failed" },
    el("span", { text: entry.problem }),
    el("button", { type: "button", class: "more", text: t("web-retry"), on: { click: () => act.retry(entry) } }),
    el("button", { type: "button", class: "more", text: t("web-discard"), on: { click: () => act.discard(entry) } }),
  );
}
