// How far this person has read: told at most once a second, while the newest row is in view and the tab is used.

import { post } from "./requests.js";

const INTERVAL = 1000; // milliseconds

export class Read {
  #told = 0;
  #timer = 0;

  constructor({ stream, room, rows, scroll, arranger, timeline, connection, polling, sidebar, signal }) {
    Object.assign(this, { room, rows, scroll, arranger, connection, polling, sidebar });
    this.isMember = sidebar.has(room) || document.getElementById("composer") !== null;
    this.#told = this.seen = Number(stream.dataset.lastRead);
    const look = () => this.look();
    stream.addEventListener("place", look, { signal });
    for (const type of ["message", "settled", "replaced"]) timeline.addEventListener(type, look, { signal });
    addEventListener("focus", look, { signal });
    document.addEventListener("visibilitychange", look, { signal });
    addEventListener("pagehide", () => this.#leave(), { signal });
    signal.addEventListener("abort", () => this.#leave());
    this.look();
  }

  // Everything in view, and somebody there to see it.
  get watched() {
    return this.scroll.atBottom && document.visibilityState === "visible" && document.hasFocus();
  }

  look() {
    const { watched } = this;
    const last = this.rows.last ?? 0;
    this.sidebar.watching(this.room, watched, last);
    if (watched) this.seen = Math.max(this.seen, last);
    else if (last > this.seen && this.scroll.stuck) this.arranger.moveMark(this.seen); // it came behind our back
    if (!this.isMember || !watched || this.#timer || last <= this.#told) return;
    this.#tell(last);
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.look();
    }, INTERVAL);
  }

  #tell(seq) {
    const said = this.connection.say({ type: "read", room: this.room, seq });
    if (!said && !this.polling.works) return;
    this.#told = seq;
    if (!said) this.#post(seq);
  }

  // What was seen in the last second goes with the page.
  #leave() {
    clearTimeout(this.#timer);
    const seq = this.rows.last ?? 0;
    if (!this.isMember || !this.watched || seq <= this.#told) return;
    this.#told = seq;
    this.#post(seq, true);
  }

  #post(seq, keepalive = false) {
    post(`/rooms/${this.room}/read/`, { seq }, { keepalive }).catch(() => {}); // the next page says it again
  }
}
