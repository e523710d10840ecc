// Sends what is in the outbox: one message at a time a room, so that the order of writing is that of the log.
//
// By the socket, or by POST while only polling works. The same client_id goes again after any doubt: the log
// takes it once. Event: "wait" {room, code, seconds} when the server asks for patience.

import { post } from "./requests.js";

const PATIENCE = 15000; // milliseconds an answer may take before the socket is doubted
const LATER = new Set(["rate_limited", "slow_mode", "unavailable"]);

export class Courier extends EventTarget {
  #flying = new Map(); // room: the client_id whose answer is awaited
  #waits = new Map(); // room: until when nothing is sent

  constructor({ outbox, connection, polling }) {
    super();
    Object.assign(this, { outbox, connection, polling });
    outbox.addEventListener("change", ({ detail }) => detail.state === "pending" && this.#next(detail.room));
    outbox.addEventListener("gone", ({ detail }) => this.#landed(detail));
    connection.addEventListener("state", () => this.#reconnected());
    connection.addEventListener("ack", ({ detail }) => this.#acknowledged(detail));
    connection.addEventListener("error", ({ detail }) => this.#refused(detail));
    polling.addEventListener("state", () => this.#all());
  }

  #all() {
    for (const room of this.outbox.rooms) this.#next(room);
  }

  #next(room) {
    if (this.#flying.has(room) || (this.#waits.get(room) ?? 0) > Date.now()) return;
    const entry = this.outbox.in(room).find(({ state }) => state === "pending");
    if (!entry || !(this.connection.isOpen || this.polling.works)) return;
    this.#flying.set(room, entry.client_id);
    if (this.connection.isOpen) this.#bySocket(entry);
    else this.#byPost(entry);
  }

  #bySocket({ client_id: id, room, body, reply_to }) {
    this.connection.say({ type: "send", room, client_id: id, body, reply_to });
    setTimeout(() => this.#flying.get(room) === id && this.connection.probe(), PATIENCE);
  }

  async #byPost({ client_id: id, room, body, reply_to }) {
    try {
      const message = await post(`/rooms/${room}/messages/`, { client_id: id, body, reply_to: reply_to ?? "" });
      this.#acknowledged({ client_id: id, version: message.version });
      this.polling.soon();
    } catch ({ code, detail, message, mayPass, retryAfter }) {
      const known = LATER.has(code) || !mayPass ? code : "unavailable";
      this.#refused({ client_id: id, code: known, detail: detail ?? message, retry_after: retryAfter ?? 2 });
    }
  }

  #acknowledged({ client_id: id, version }) {
    const entry = this.outbox.find(id);
    if (!entry) return;
    this.outbox.change(entry, { state: "sent", version });
    this.#landed(entry);
  }

  #refused({ client_id: id, code, detail, retry_after: wait }) {
    const entry = id && this.outbox.find(id);
    if (!entry || entry.state !== "pending") return;
    if (LATER.has(code)) this.#wait(entry.room, code, wait ?? 1);
    else this.outbox.change(entry, { state: "failed", code, detail });
    this.#landed(entry);
  }

  #wait(room, code, seconds) {
    const milliseconds = 1000 * seconds + 50;
    this.#waits.set(room, Date.now() + milliseconds);
    setTimeout(() => this.#next(room), milliseconds + 10);
    this.dispatchEvent(new CustomEvent("wait", { detail: { room, code, seconds } }));
  }

  #landed({ room, client_id: id }) {
    if (this.#flying.get(room) !== id) return;
    this.#flying.delete(room);
    this.#next(room);
  }

  // Answers to what flew before will not come on the new socket.
  #reconnected() {
    if (this.connection.state === "connecting" || this.polling.works) return;
    this.#flying.clear();
    this.#all();
  }
}
