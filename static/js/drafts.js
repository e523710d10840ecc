// What was being written in each room, kept for its author until it is sent or they sign out.

import { Store } from "./store.js";

const MOST = 50; // rooms

export class Drafts {
  constructor(userId) {
    this.store = new Store("drafts", userId);
  }

  get(room) {
    return this.store.read({})[room] ?? "";
  }

  set(room, text) {
    const { [room]: _, ...others } = this.store.read({});
    const entries = Object.entries(text.trim() ? { ...others, [room]: text } : others);
    this.store.write(Object.fromEntries(entries.slice(-MOST)));
  }

  clear() {
    this.store.clear();
  }
}
