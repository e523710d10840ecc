// One open room: its parts, put together when its stream is in the page and taken apart when it leaves.

import { actions } from "./actions.js";
import { Arranger } from "./arranging.js";
import { Composer } from "./composer.js";
import { Decorator } from "./decorate.js";
import { Editing } from "./editing.js";
import { Header } from "./header.js";
import { History } from "./history.js";
import { Jump } from "./jump.js";
import { moderation } from "./moderation.js";
import { Pending } from "./pending.js";
import { Picker } from "./picker.js";
import { Presence } from "./presence.js";
import { followSource } from "./quotes.js";
import { Reactions } from "./reactions.js";
import { Read } from "./read.js";
import { Reply } from "./reply.js";
import { membersCalled } from "./requests.js";
import { Rows } from "./rows.js";
import { Scroll } from "./scroll.js";
import { Suggestions } from "./suggestions.js";
import { Timeline } from "./timeline.js";
import { Typing } from "./typing.js";

export class Room {
  #closing = new AbortController();

  constructor(stream, chat) {
    const { signal } = this.#closing;
    const room = stream.dataset.room;
    const parts = { ...chat, stream, room, signal };
    this.stream = stream;
    parts.rows = this.rows = new Rows(stream, (row, old) => this.#placed(row, old));
    parts.decorator = this.decorator = new Decorator(stream, chat.me);
    this.arranger = parts.arranger = new Arranger(this.rows.root, Number(stream.dataset.lastRead), Number(stream.dataset.lastSeq));
    this.#adoptRows();
    parts.scroll = this.scroll = new Scroll(stream, this.rows, signal);
    parts.timeline = this.timeline = new Timeline(parts);
    parts.history = new History(parts);
    parts.jump = this.jump = new Jump({ ...parts, button: document.getElementById("jump-latest") });
    parts.presence = new Presence({ ...parts, box: document.getElementById("presence") });
    parts.composer = this.#compose(parts);
    parts.editing = this.editing = new Editing(parts);
    parts.reactions = new Reactions(parts);
    this.#listen(parts);
    new Header(parts);
    this.renewed = moderation(parts);
    new Pending(parts);
    this.#begin();
    new Read(parts);
    actions(parts);
  }

  close() {
    this.#closing.abort();
    this.timeline.close();
  }

  #compose(parts) {
    const { room, drafts, outbox, signal } = parts;
    const form = document.getElementById("composer");
    const field = form?.elements.body ?? null;
    parts.picker = new Picker(signal);
    parts.reply = new Reply(form, signal);
    new Typing({ ...parts, field, line: document.getElementById("typing") });
    if (!form) return null;
    const isOther = ({ username }) => username !== parts.me.username;
    const lookUp = async (word) => (await membersCalled(room, word)).filter(isOther);
    new Suggestions({ field, people: () => this.#people(parts), lookUp, signal });
    const composer = new Composer({ form, room, drafts, reply: parts.reply, signal });
    composer.addEventListener("send", ({ detail }) => {
      this.jump.toLatest();
      outbox.add(room, detail.body, detail.replyTo);
    });
    composer.addEventListener("edit-last", (event) => this.#editLast(event, parts.me));
    const emoji = form.querySelector('[data-action="emoji"]');
    emoji?.addEventListener("click", () => parts.picker.open(emoji, (text) => composer.insert(text)), { signal });
    parts.courier.addEventListener("wait", ({ detail }) => detail.room === room && waited(composer, detail), { signal });
    return composer;
  }

  #listen({ timeline, outbox, history, room, signal }) {
    timeline.addEventListener("message", ({ detail: { frame, row, place } }) => {
      outbox.seen(frame.client_id);
      if (frame.type !== "message.created") followSource(this.rows.root, frame.seq, row);
      if (place === "inserted" && this.scroll.atBottom) this.rows.trim("before");
      if (place === "inserted") history.look();
    }, { signal });
    timeline.addEventListener("replaced", () => history.look(), { signal });
    timeline.addEventListener("settled", () => outbox.settled(room, timeline.version), { signal });
  }

  // Rows from the server carry separators for readers without scripts: ours replace them.
  #adoptRows() {
    this.rows.root.querySelectorAll(":scope > :not(.message)").forEach((extra) => extra.remove());
    for (const row of this.rows.all()) {
      this.decorator.row(row);
      this.arranger.arrange(row);
    }
  }

  #placed(row, old) {
    this.decorator.row(row);
    this.arranger.place(row);
    this.renewed?.(row);
    if (old) this.editing.moved(row);
  }

  // Where the eye should be: the permalinked message, the first new one, or the end.
  #begin() {
    const focus = this.stream.dataset.focus ?? /^#m-(\d+)$/.exec(location.hash)?.[1];
    const row = this.rows.get(focus);
    const line = this.rows.root.querySelector(".new-line");
    if (row) this.scroll.show(row);
    else if (line) this.scroll.show(line, "center");
    else this.scroll.toBottom();
    this.jump.look();
  }

  #editLast(event, me) {
    const mine = ({ dataset }) => dataset.author === me.username && dataset.kind === "text" && !("deleted" in dataset);
    const last = this.rows.all().findLast(mine);
    if (!last) return;
    event.preventDefault();
    this.editing.start(last);
  }

  #people({ presence, me }) {
    const found = new Map(presence.users.map((user) => [user.username, user]));
    for (const row of this.rows.all()) {
      const { author } = row.dataset;
      if (!found.has(author)) found.set(author, { username: author, name: row.querySelector(".author").textContent });
    }
    found.delete(me.username);
    return [...found.values(), { username: "room", name: "Everybody in this room" }];
  }
}

function waited(composer, { code, seconds }) {
  const why = code === "slow_mode" ? "Slow mode" : "Waiting";
  composer.say(`${why}: sent in ${Math.ceil(seconds)} s`);
  setTimeout(() => composer.say(""), 1000 * seconds + 500);
}
