// The room's own settings, as they change: its name, its topic, how many its members are, and who may write.

import { element } from "./element.js";
import { NO_MEMBER } from "./foot.js";

export class Header {
  constructor({ stream, title, timeline, decorator, rows, me, signal }) {
    Object.assign(this, { stream, title, decorator, rows, me });
    this.room = stream.closest(".room") ?? document;
    timeline.addEventListener("room", ({ detail }) => this.#show(detail), { signal });
    timeline.addEventListener("member", ({ detail }) => this.#member(detail), { signal });
    timeline.addEventListener("removed", () => this.#close(NO_MEMBER), { signal });
  }

  #show(state) {
    this.state = state;
    if (state.kind !== "direct") this.#name(state.name);
    this.#topic(state.topic);
    this.#count(state.members);
    this.#writing();
  }

  #count(members) {
    const count = this.room.querySelector("#member-count");
    if (count && members !== undefined) count.textContent = members;
  }

  #name(name) {
    const heading = this.room.querySelector(".room-title");
    if (!heading || heading.textContent === name) return;
    this.title.rename(this.title.name.replace(heading.textContent, name));
    heading.textContent = name;
  }

  #topic(topic) {
    let line = this.room.querySelector(".room-topic");
    if (line?.textContent === topic || (!line && !topic)) return;
    if (!line) this.room.querySelector(".room-heading")?.append((line = element("p", { class: "room-topic" })));
    line.textContent = line.title = topic;
    line.hidden = !topic;
  }

  #writing() {
    const { archived_at: archived, locked } = this.state;
    if (archived) this.#close("This room is archived. It can be read, but nobody can write in it.");
    else if (locked && this.stream.dataset.moderator !== "true") this.#close("Only moderators can write in this room at the moment.");
    else this.#open();
  }

  // What else changes with one's own place in the room, foot.js asks for.
  #member({ type, member, members }) {
    this.#count(members);
    if (type === "member.removed" && member.username === this.me.username) this.#close(NO_MEMBER);
  }

  #close(reason) {
    const composer = this.room.querySelector("#composer");
    if (!composer || composer.hidden) return;
    composer.hidden = true;
    composer.after(element("p", { class: "composer-bar", "data-closed": true }, reason));
    this.#allow(false);
  }

  #open() {
    const notice = this.room.querySelector("[data-closed]");
    if (!notice) return;
    notice.remove();
    this.room.querySelector("#composer").hidden = false;
    this.#allow(true);
  }

  #allow(writing) {
    this.stream.dataset.mayWrite = String(writing);
    for (const row of this.rows.all()) this.decorator.tools(row);
  }
}
