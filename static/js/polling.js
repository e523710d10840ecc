// Where sockets are blocked, the open room is followed over HTTP: the same lines, every three seconds.
//
// It begins after three failed attempts in a row and ends with the first socket that says hello.

import { getText } from "./requests.js";

const INTERVAL = 3000; // milliseconds
const PATIENCE = 3; // failed attempts before polling begins

export class Polling extends EventTarget {
  #timer = 0;
  #request = null;

  constructor(connection) {
    super();
    this.connection = connection;
    this.running = false;
    this.works = false; // the last request was answered
    this.follower = null; // the open room's timeline: ask(), lost()
    connection.addEventListener("state", () => this.#judge());
  }

  // Ask now instead of at the next turn.
  soon() {
    if (!this.running || this.#request) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#turn(), 0);
  }

  #judge() {
    const wanted = this.connection.failures >= PATIENCE && !["open", "stopped"].includes(this.connection.state);
    if (wanted === this.running) return;
    this.running = wanted;
    if (wanted) this.soon();
    else this.#end();
  }

  #end() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#become(false);
  }

  async #turn() {
    const request = (this.#request = new AbortController());
    const { follower } = this;
    try {
      const path = follower ? address(follower.ask()) : "/livez";
      const text = await getText(path, "application/x-ndjson", request.signal);
      if (this.running) this.#become(true);
      if (this.running && follower && follower === this.follower) this.connection.receive(text);
    } catch (error) {
      if (this.running) this.#become(Boolean(error.status) && error.status < 500);
      if (error.name !== "AbortError") follower?.lost(error);
    } finally {
      this.#request = null;
      if (this.running) this.#timer = setTimeout(() => this.#turn(), INTERVAL);
    }
  }

  #become(works) {
    if (works === this.works) return;
    this.works = works;
    this.dispatchEvent(new Event("state"));
  }
}

function address({ room, after, epoch }) {
  const query = new URLSearchParams(epoch ? { after, epoch } : { after });
  return `/rooms/${room}/changes/?${query}`;
}
