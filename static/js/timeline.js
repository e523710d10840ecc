// The open room's log, proven by numbers (docs/protocol.md): every frame says which version it follows.
//
// A frame it has is dropped; one that follows a later version than ours shows a hole, and the room is
// subscribed again from where we are: at most one question at a time, and nothing is buffered.
// Events: "message" {frame, place}, "room" (its state), "member", "removed", "settled", "replaced".

import { parsed } from "./element.js";
import { getPageAtLast } from "./requests.js";

export class Timeline extends EventTarget {
  #asked = false; // a question is outstanding
  #again = false; // its answer will not be enough
  #reloading = null;
  #doubted = null; // the version at which the rows were found incomplete

  constructor({ stream, rows, scroll, connection, polling, signal }) {
    super();
    const { room, version, epoch, lastSeq } = stream.dataset;
    Object.assign(this, { room, epoch, rows, scroll, connection, polling, signal });
    Object.assign(this, { version: Number(version), lastSeq: Number(lastSeq) });
    connection.addEventListener("frames", ({ detail }) => this.#take(detail), { signal });
    connection.addEventListener("state", () => this.#connected(), { signal });
    connection.addEventListener("error", ({ detail }) => this.#refused(detail), { signal });
    polling.follower = this;
    this.#connected();
  }

  close() {
    this.connection.say({ type: "unsubscribe", room: this.room });
    if (this.polling.follower === this) this.polling.follower = null;
  }

  // The question for what we lack, as polling puts it.
  ask() {
    this.#asked = true;
    this.#again = false;
    return { room: this.room, after: this.version, epoch: this.epoch };
  }

  // The question was not answered.
  lost(error) {
    this.#asked = false;
    if (error.status === 404) this.#tell("removed");
  }

  resync() {
    if (this.#reloading) return;
    if (this.#asked) this.#again = true;
    else if (this.connection.isOpen) this.connection.say({ type: "subscribe", ...this.ask() });
    else this.polling.soon();
  }

  // A page of history was put in. One older than we are is followed by the changes after it.
  joined(page) {
    if (page.version >= this.version) return;
    this.version = page.version;
    this.resync();
  }

  // Start anew around a place: `{around: seq}`, or the newest page. Resolves when the rows are there.
  reload(selector = {}) {
    this.#reloading ??= this.#reload(selector).finally(() => {
      this.#reloading = null;
      if (!this.signal.aborted) this.resync();
    });
    return this.#reloading;
  }

  async #reload(selector) {
    const page = await getPageAtLast(this.room, selector, this.signal).catch((error) => this.lost(error));
    if (!page) return;
    this.version = page.version;
    this.scroll.keep(() => this.rows.replaceAll(page));
    this.lastSeq = Math.max(page.moreAfter ? this.lastSeq : 0, this.rows.last ?? 0);
    this.#tell("replaced");
  }

  #connected() {
    this.#asked = this.#again = false;
    if (this.connection.isOpen) this.resync();
  }

  #refused({ room, client_id: about, code, retry_after: wait }) {
    if (room !== this.room || about || !this.#asked) return;
    this.#asked = false;
    if (code === "unknown_room") this.#tell("removed");
    else setTimeout(() => this.signal.aborted || this.resync(), 1000 * (wait ?? 1) * (1 + Math.random()));
  }

  #take(frames) {
    const ours = frames.filter((frame) => frame.room === this.room);
    if (ours.length) this.scroll.keep(() => ours.forEach((frame) => this.#apply(frame)));
  }

  #apply(frame) {
    if (frame.type === "subscribed") this.#subscribed(frame);
    else if (frame.type === "gap" || frame.type === "reset") this.#startAnew(frame.type);
    else if (frame.type === "head") this.#lacks(frame.version);
    else if ("prev" in frame) this.#advance(frame);
  }

  #advance(frame) {
    if (this.#reloading || frame.version <= this.version) return;
    if (this.#lacks(frame.prev)) return;
    this.version = frame.version;
    const kind = frame.type.split(".")[0];
    if (kind === "message") this.#message(frame);
    else if (kind === "room") this.#tell("room", frame.state);
    else if (kind === "member") this.#tell("member", frame);
  }

  // Whether there is a version that we do not know; then it is asked for, once.
  #lacks(version) {
    if (version <= this.version) return false;
    if (!this.#asked) this.resync();
    return true;
  }

  #message(frame) {
    const row = parsed(frame.html).querySelector(".message");
    this.lastSeq = Math.max(this.lastSeq, frame.seq);
    this.#tell("message", { frame, row, place: this.rows.take(row) });
  }

  #subscribed(frame) {
    this.#asked = false;
    this.epoch = frame.epoch;
    if (this.#reloading) return;
    if (this.#again) {
      this.#again = false;
      return void this.resync();
    }
    this.version = Math.max(this.version, frame.version);
    this.lastSeq = Math.max(this.lastSeq, frame.last_seq);
    this.#tell("room", frame.state);
    if (this.rows.isWhole(this.lastSeq) || this.#doubted === frame.version) return void this.#tell("settled");
    this.#doubted = frame.version;
    this.reload(this.scroll.place());
  }

  // Too much was missed, or these numbers are another database's: the page is the only truth.
  #startAnew(why) {
    if (why === "reset") this.epoch = null;
    this.reload(this.scroll.place());
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
