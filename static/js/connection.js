// The tab's one socket (docs/protocol.md): opened again for ever with full jitter, unless told to stop.
//
// Events: "frames" with every frame of one delivery, then one event of each frame's type; "state".
// state: "connecting" | "open" (hello was heard) | "waiting" (for the next attempt) | "stopped" (see `stopped`).

import { Backoff } from "./backoff.js";

const PROTOCOL = "chat.v1.html";
const FINAL = { 4400: "outdated", 4401: "signed-out", 4403: "forbidden" };
const HANDSHAKE = 10000; // milliseconds until `hello`
const ANSWER = 8000; // milliseconds a ping may take
const STEADY = 10000; // a connection that lasted this long was a good one

export class Connection extends EventTarget {
  #socket = null;
  #retry = 0;
  #watch = 0;
  #openedAt = 0;
  #backoff = new Backoff();

  constructor(address, username) {
    super();
    this.username = username;
    this.url = new URL(address, location.href);
    this.url.protocol = this.url.protocol === "https:" ? "wss:" : "ws:";
    this.state = "connecting";
    this.stopped = null;
    this.failures = 0; // attempts in a row that never heard `hello`
    this.heartbeat = 25000;
    addEventListener("online", () => this.kick());
    addEventListener("offline", () => this.probe());
    addEventListener("pageshow", (event) => event.persisted && this.kick());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.kick());
  }

  get isOpen() {
    return this.state === "open";
  }

  open() {
    clearTimeout(this.#retry);
    this.#become("connecting");
    const socket = new WebSocket(this.url, PROTOCOL);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#heard(data);
    socket.onclose = ({ code }) => this.#closed(code);
    this.#expect(HANDSHAKE, () => this.#drop());
  }

  // Whether the frame went out; false says nothing was sent.
  say(frame) {
    if (!this.isOpen) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  // Something changed for the better: try now, or make sure that what looks open is.
  kick() {
    if (this.state === "waiting") this.open();
    else this.probe();
  }

  probe() {
    if (!this.isOpen) return;
    this.say({ type: "ping" });
    this.#expect(ANSWER, () => this.#drop());
  }

  // Lines of frames, from the socket or from polling.
  receive(text) {
    const frames = text.split("\n").filter((line) => line.trim()).map((line) => JSON.parse(line));
    this.#emit("frames", frames);
    for (const frame of frames) this.#emit(frame.type, frame);
  }

  #heard(text) {
    this.#expect(2 * this.heartbeat, () => this.probe());
    if (this.state === "connecting") this.#greeted(text);
    if (!this.stopped) this.receive(text);
  }

  #greeted(text) {
    const hello = JSON.parse(text.split("\n", 1)[0]);
    if (hello.type !== "hello") return;
    if (hello.user.username !== this.username) return void this.#end("somebody-else");
    this.heartbeat = 1000 * (hello.heartbeat ?? 25);
    this.failures = 0;
    this.#openedAt = performance.now();
    this.#become("open");
  }

  #closed(code) {
    clearTimeout(this.#watch);
    this.#socket.onmessage = this.#socket.onclose = null;
    if (this.state === "connecting") this.failures += 1;
    else if (performance.now() - this.#openedAt > STEADY) this.#backoff.reset();
    if (code in FINAL) return void this.#end(FINAL[code]);
    this.#become("waiting");
    this.#retry = setTimeout(() => this.open(), this.#backoff.next());
  }

  // Another person signed in in this browser meanwhile, or nobody may enter: nothing is sent any more.
  #end(why) {
    clearTimeout(this.#watch);
    this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.stopped = why;
    this.#become("stopped");
  }

  // A dead network may never report the close: go on without it.
  #drop() {
    const socket = this.#socket;
    this.#closed(1006);
    socket.close();
  }

  #expect(patience, then) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(then, patience);
  }

  #become(state) {
    this.state = state;
    this.#emit("state", state);
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
