// HTTP requests to the server. Failures become a Refused whose code has a text in config/locales.

import { readSession, writeSession } from "./storage.js";
import { t } from "./text.js";

const RELOADED = "shenbi.reloaded";
const RELOAD_AGAIN_MS = 20_000;

export const home = document.querySelector("meta[name=home]").content;

const path = decodeURIComponent(location.pathname);
const at = path.indexOf("/r/");
/** The room in this page's URL; `~` is one's own. */
export const room = at >= 0 ? path.slice(at + 3).replace(/\/$/, "") : "~";
export const roomAddress = encodeURIComponent(room);

export class Refused extends Error {
  constructor(code, values = {}, retry = 0) {
    super(code);
    this.code = code;
    this.values = values;
    this.retry = retry; // seconds to wait before a retry; 0: do not retry
  }
  get words() {
    return t(`web-error-${this.code}`, this.values);
  }
}

let person = "";
/** Whose page this is: the server refuses what it sends once somebody else has signed on in this browser. */
export const ownedBy = (id) => (person = encodeURIComponent(id));
export const owner = () => person;
const headers = (more = {}) => (person ? { ...more, "X-Shenbi-Person": person } : more);

/** A proxy redirects to its sign-in page, which only a new load of this page can follow. Not again at once if that was in vain. */
function signInAgain() {
  if (Date.now() - Number(readSession(RELOADED) ?? 0) < RELOAD_AGAIN_MS) return;
  writeSession(RELOADED, String(Date.now()));
  location.reload();
}

export function toLogin() {
  location.href = `${home}login?next=${room === "~" ? "" : `r/${roomAddress}`}`;
}

export async function refusalOf(status, text) {
  let body = {};
  try {
    body = JSON.parse(text);
  } catch {
    // Not JSON: a proxy's error page.
  }
  if (status === 401) toLogin();
  const retry = status === 429 ? (body.arguments?.seconds ?? 1) : status >= 500 || status === 0 ? 1 : 0;
  return new Refused(body.error ?? (status >= 500 || status === 0 ? "offline" : "bad-request"), body.arguments, retry);
}

async function ask(address, options) {
  let answer;
  try {
    answer = await fetch(home + address, { credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(20_000), ...options, headers: headers(options?.headers) });
  } catch {
    throw new Refused("offline", {}, 1);
  }
  if (answer.type === "opaqueredirect") {
    signInAgain();
    throw new Refused("offline", {}, 1);
  }
  if (!answer.ok) throw await refusalOf(answer.status, await answer.text());
  return answer.json();
}

export const get = (address) => ask(address);
export const post = (address, body) =>
  ask(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Wait before a retry; ends early when the network is back. */
export const wait = (seconds) =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
    addEventListener("online", resolve, { once: true });
  });

export const nonce = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** URL of an entry's picture. */
export const pictureAddress = (entry, tag, query = "") => `${home}p/${roomAddress}/${entry}/${tag}${query}`;

/** URL of a gallery picture. */
export const galleryAddress = (picture, query = "") => `${home}g/${roomAddress}/${picture.id}${query}`;

/** URL of a ZIP with several pictures. */
export const archiveAddress = (ids) => `${home}z/${roomAddress}?pictures=${ids.join(",")}`;

/** Upload a file; `progress` is called with the share of bytes sent (0..1). Returns { done, cancel }. */
export function upload(file, progress) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open("POST", `${home}api/uploads`);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.timeout = 120_000;
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = async () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText));
      else reject(await refusalOf(request.status, request.responseText));
    };
    request.onerror = request.ontimeout = () => reject(new Refused("offline", {}, 1));
    request.onabort = () => reject(new Refused("cancelled"));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}
