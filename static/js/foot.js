// What one may do in the open room: the foot under the stream, the ways from the header, the tools of rows.
// Fetched again when the room, or this person's place in it, has changed, and when a mute or raid mode is over.
// A composer that stays keeps what is written in it.

import { element, parsed } from "./element.js";
import { getText } from "./requests.js";
import { localise } from "./times.js";

export const NO_MEMBER = "You are no longer a member of this room.";
const LONGEST = 86400; // seconds a timer is set for: browsers forget those beyond 24 days
const AGAIN = 5; // seconds after a failure

export class Foot {
  #timer = 0;
  #known = null;
  #turn = 0;

  constructor({ stream, room, timeline, me, rows, decorator, select, remount, signal }) {
    Object.assign(this, { stream, room, rows, decorator, select, remount, signal });
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
    if (!this.stream.isConnected) return; // the room was closed to them
    const turn = ++this.#turn; // an answer that a later change has overtaken is left to the next
    try {
      const place = parsed(await getText(`/rooms/${this.room}/composer/`, "text/html", this.signal));
      if (turn === this.#turn && place.querySelector(".foot")) this.#put(place);
    } catch (error) {
      if (turn !== this.#turn) return;
      if (error.status === 404) this.#gone();
      else if (error.name !== "AbortError") this.#plan(AGAIN);
    }
  }

  // The first word of a room says how it was when the page was made, or what came right after.
  #room({ locked, archived_at: archived, slow_mode: slow, raid }) {
    const now = JSON.stringify([locked, archived, slow, raid]);
    const limit = archived ? "archived" : locked ? "locked" : "";
    const changed = this.#known === null ? limit !== this.foot.dataset.limit : this.#known !== now;
    this.#known = now;
    if (changed) this.look();
  }

  #put(place) {
    const fresh = place.querySelector(".foot");
    const { state, seconds, slowMode, mayReact, moderator } = fresh.dataset;
    this.#plan(seconds);
    this.#ways(place.querySelector(".room-actions"));
    Object.assign(this.stream.dataset, { mayReact, moderator });
    const was = this.foot.dataset;
    if (state === was.state && slowMode === was.slowMode && state !== "muted") return void this.#tools(fresh);
    if (state === "visitor" && was.state !== "visitor") bid(fresh.querySelector(".composer-bar > p"));
    localise(fresh);
    this.foot.replaceWith(fresh);
    this.foot = fresh;
    this.stream.dataset.mayWrite = String(state === "open");
    this.remount();
  }

  // Another role, and the same composer.
  #tools({ dataset }) {
    Object.assign(this.foot.dataset, dataset);
    if (dataset.moderator !== "true" && this.select.active) this.select.stop();
    for (const row of this.rows.all()) this.decorator.tools(row);
  }

  #ways(fresh) {
    const shown = this.stream.closest(".room").querySelector(".room-actions");
    const ways = (box) => [...box.querySelectorAll("a")].map((way) => way.getAttribute("href")).join(" ");
    if (shown && ways(shown) !== ways(fresh)) shown.replaceWith(fresh);
  }

  #plan(seconds) {
    clearTimeout(this.#timer);
    if (Number(seconds) > 0) this.#timer = setTimeout(() => this.look(), 1000 * Math.min(LONGEST, Number(seconds)));
  }

  // Nothing of a room that is closed to this person stays on their screen.
  #gone() {
    const room = this.stream.closest(".room");
    if (this.select.active) this.select.stop();
    const way = element("a", { class: "button", href: "/rooms/" }, "Browse rooms");
    const said = element("p", {}, "You are no longer in this room, and cannot read it any more.");
    room.querySelector(".stream-area").replaceChildren(element("div", { class: "room-closed", role: "alert" }, said, way));
    for (const part of room.querySelectorAll(".presence, .room-actions, .room-topic")) part.remove();
    this.foot.replaceChildren();
    document.querySelector(`.room-link[data-room="${CSS.escape(this.room)}"]`)?.closest("li")?.remove();
  }
}

// Whoever was put out, or left in another tab, is told; what they may still do here stands behind it.
function bid(line) {
  line.setAttribute("role", "alert");
  line.prepend(element("strong", {}, NO_MEMBER), " ");
}
