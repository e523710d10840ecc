// What stands under the stream: fetched again when the room, or this person's place in it, has changed,
// and when a mute or raid mode is over. A composer that stays keeps what is written in it.

import { element, parsed } from "./element.js";
import { getText } from "./requests.js";
import { localise } from "./times.js";

const LONGEST = 86400; // seconds a timer is set for: browsers forget those beyond 24 days
const AGAIN = 5; // seconds after a failure

export class Foot {
  #timer = 0;
  #known = null;

  constructor({ stream, room, timeline, me, remount, signal }) {
    Object.assign(this, { stream, room, timeline, remount, signal });
    this.foot = stream.closest(".room")?.querySelector(".foot");
    if (!this.foot) return;
    timeline.addEventListener("room", ({ detail }) => this.#room(detail), { signal });
    timeline.addEventListener("member", ({ detail }) => detail.member?.username === me.username && this.look(), { signal });
    timeline.addEventListener("removed", () => this.look(), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
    this.#plan(this.foot.dataset.seconds);
  }

  async look() {
    clearTimeout(this.#timer);
    try {
      const fresh = parsed(await getText(`/rooms/${this.room}/composer/`, "text/html", this.signal)).querySelector(".foot");
      if (fresh) this.#put(fresh);
    } catch (error) {
      if (error.status === 404) this.#gone();
      else if (error.name !== "AbortError") this.#plan(AGAIN);
    }
  }

  // The first word of a room says how it was when the page was made.
  #room({ locked, archived_at: archived, slow_mode: slow, raid }) {
    const now = JSON.stringify([locked, archived, slow, raid]);
    const changed = this.#known !== null && this.#known !== now;
    this.#known = now;
    if (changed) this.look();
  }

  #put(fresh) {
    const { state, seconds, slowMode } = fresh.dataset;
    this.#plan(seconds);
    if (state === this.foot.dataset.state && slowMode === this.foot.dataset.slowMode && state !== "muted") return;
    localise(fresh);
    this.foot.replaceWith(fresh);
    this.foot = fresh;
    this.stream.dataset.mayWrite = String(state === "open");
    this.remount();
  }

  #plan(seconds) {
    clearTimeout(this.#timer);
    if (Number(seconds) > 0) this.#timer = setTimeout(() => this.look(), 1000 * Math.min(LONGEST, Number(seconds)));
  }

  // Nothing of a room that is closed to this person stays on their screen.
  #gone() {
    const way = element("a", { class: "button", href: "/rooms/" }, "Browse rooms");
    const said = element("p", {}, "You are no longer in this room, and cannot read it any more.");
    const notice = element("div", { class: "room-closed", role: "alert" }, said, way);
    this.stream.closest(".room").querySelector(".stream-area").replaceChildren(notice);
    this.foot.replaceChildren();
    document.querySelector(`.room-link[data-room="${CSS.escape(this.room)}"]`)?.closest("li")?.remove();
  }
}
