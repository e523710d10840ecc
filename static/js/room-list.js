// When to ask for the list of one's rooms anew: when it is said to have changed, and after an absence.

import { parsed } from "./element.js";
import { getText } from "./requests.js";

const PAUSE = 1000; // milliseconds between two looks
const SPREAD = 400; // milliseconds over which many people's looks spread: they were brought in together
const ABSENCE = 10000; // milliseconds without a socket after which something may have been missed
const PATIENCE = 5000; // milliseconds after a failure, and between looks for a room that may never be listed

export class RoomList {
  #timer = 0;
  #due = Infinity;
  #asked = -Infinity;
  #turn = 0;
  #lostAt = null;

  // `show` takes a page that has the lists.
  constructor(connection, show) {
    this.connection = connection;
    this.show = show;
    connection.addEventListener("rooms", () => this.#lookWithin(PAUSE));
    connection.addEventListener("state", () => this.#connected());
  }

  // A room is told of that is not listed: beyond the most that are, or a conversation that was put away.
  missed() {
    this.#lookWithin(PATIENCE);
  }

  // A deploy, which everybody goes through at once, is shorter than an absence.
  #connected() {
    const now = performance.now();
    if (!this.connection.isOpen) this.#lostAt ??= now;
    else if (this.#lostAt !== null) {
      if (now - this.#lostAt > ABSENCE) this.#lookWithin(PAUSE);
      this.#lostAt = null;
    }
  }

  #lookWithin(pause) {
    const now = performance.now();
    const due = Math.max(now + Math.random() * SPREAD, this.#asked + pause);
    if (due >= this.#due) return;
    this.#due = due;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), due - now);
  }

  async #look() {
    this.#due = Infinity;
    this.#asked = performance.now();
    const turn = ++this.#turn;
    try {
      const page = parsed(await getText("/rooms/", "text/html"));
      if (turn === this.#turn) this.show(page);
    } catch (error) {
      if (error.mayPass) this.#lookWithin(PATIENCE);
    }
  }
}
