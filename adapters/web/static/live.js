// The WebSocket: reconnects with backoff and catches up from the last revision.

import { home, owner, roomAddress } from "./api.js";

const LONGEST_PAUSE_MS = 15_000;
const PING_MS = 20_000;
const PONG_MS = 8_000;

export class Live {
  /** `onMessage` gets each message, `onState` "on" or "off"; `revision` returns the one that the page has; `onLost` is called after every third failure. */
  constructor({ onMessage, onState, revision, onLost }) {
    Object.assign(this, { onMessage, onState, revision, onLost, tries: 0 });
    for (const event of ["online", "pageshow"]) addEventListener(event, () => this.checkNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.checkNow());
  }

  connect() {
    clearTimeout(this.timer);
    const address = new URL(`${home}ws/${roomAddress}?since=${this.revision()}&me=${owner()}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.onmessage = ({ data }) => {
      this.tries = 0;
      clearTimeout(this.deadline);
      this.onMessage(JSON.parse(data));
    };
    socket.onopen = () => {
      this.onState("on");
      this.beat = setInterval(() => this.ping(), PING_MS);
    };
    socket.onclose = () => this.onClose(socket);
  }

  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  ping() {
    this.send({ kind: "ping" });
    this.deadline = setTimeout(() => this.socket.close(), PONG_MS);
  }

  onClose(socket) {
    if (socket !== this.socket) return;
    clearInterval(this.beat);
    clearTimeout(this.deadline);
    this.onState("off");
    this.tries += 1;
    if (this.tries % 3 === 0) this.onLost();
    const pause = Math.min(LONGEST_PAUSE_MS, 400 * 2 ** Math.min(this.tries, 6));
    // Jitter, so that clients do not reconnect to a restarted server all at once.
    this.timer = setTimeout(() => this.connect(), pause * (0.5 + Math.random()));
  }

  checkNow() {
    const state = this.socket?.readyState;
    if (state === WebSocket.CLOSED || state === WebSocket.CLOSING) this.connect();
    else if (state === WebSocket.OPEN) this.ping();
  }
}
