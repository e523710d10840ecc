// Messages on their way: kept until acknowledged, in the order of writing, each with its client_id for ever.
//
// Entries survive a reload under their author's key, with their room; `courier.js` sends them.
// Events: "change" {entry}, "gone" {entry}.
// entry: {client_id, room, body, reply_to, at, tab, state: "pending" | "sent" | "failed", code, detail, version}

import { clientId } from "./client-id.js";
import { Store } from "./store.js";

const ABANDONED = 30000; // milliseconds after which another tab's entry is taken over

export class Outbox extends EventTarget {
  constructor({ me, tab }) {
    super();
    this.tab = tab;
    this.store = new Store("outbox", me.id);
    this.entries = this.store.read([]).filter((entry) => this.#mayAdopt(entry));
    this.store.onChange(() => this.#dropSentElsewhere());
  }

  in(room) {
    return this.entries.filter((entry) => entry.room === room);
  }

  get rooms() {
    return new Set(this.entries.map((entry) => entry.room));
  }

  find(id) {
    return this.entries.find((entry) => entry.client_id === id);
  }

  add(room, body, replyTo) {
    const at = new Date().toISOString();
    const entry = { client_id: clientId(), room, body, reply_to: replyTo, at, tab: this.tab, state: "pending" };
    this.entries.push(entry);
    this.#keep(entry);
    this.#tell("change", entry);
    return entry;
  }

  change(entry, values) {
    Object.assign(entry, values);
    this.#keep(entry);
    this.#tell("change", entry);
  }

  remove(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
    this.store.write(this.store.read([]).filter((kept) => kept.client_id !== entry.client_id));
    this.#tell("gone", entry);
  }

  // By the person's wish: try again, with a new client_id where the old one was the trouble.
  retry(id) {
    const entry = this.find(id);
    if (entry?.state !== "failed") return;
    if (entry.code !== "client_id_reused") this.change(entry, { state: "pending", code: null, detail: null });
    else {
      this.remove(entry);
      this.add(entry.room, entry.body, entry.reply_to);
    }
  }

  discard(id) {
    const entry = this.find(id);
    if (entry?.state === "failed") this.remove(entry);
  }

  // The message itself was seen in the log.
  seen(id) {
    const entry = this.find(id);
    if (entry) this.remove(entry);
  }

  // The log is known up to this version: what was acknowledged before it needs no placeholder.
  settled(room, version) {
    for (const entry of this.in(room)) if (entry.state === "sent" && entry.version <= version) this.remove(entry);
  }

  // What is acknowledged is safe in the log; everything else is kept here.
  #keep(entry) {
    const kept = this.store.read([]);
    const place = kept.findIndex(({ client_id: id }) => id === entry.client_id);
    if (entry.state === "sent") kept.splice(place, place < 0 ? 0 : 1);
    else if (place < 0) kept.push(entry);
    else kept[place] = entry;
    this.store.write(kept);
  }

  // Entries of this tab before its reload, and those that no tab has sent for a while.
  #mayAdopt(entry) {
    return entry.tab === this.tab || Date.now() - Date.parse(entry.at) > ABANDONED;
  }

  #dropSentElsewhere() {
    const kept = new Set(this.store.read([]).map((entry) => entry.client_id));
    const adopted = this.entries.filter((entry) => entry.tab !== this.tab && entry.state !== "sent");
    for (const entry of adopted) if (!kept.has(entry.client_id)) this.remove(entry);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
