// Reacting: a click on a reaction puts one's own under it or takes it away.

import { post } from "./requests.js";
import { toast } from "./toasts.js";

export class Reactions {
  constructor({ room, me, rows }) {
    Object.assign(this, { room, me, rows });
  }

  async toggle(button) {
    const row = button.closest(".message");
    const { emoji, users, count } = button.dataset;
    const on = button.getAttribute("aria-pressed") !== "true";
    button.disabled = true;
    const changed = await this.set(row, emoji, on);
    // Only 20 people are listed: whoever is not, and changes nothing by reacting, had reacted before.
    if (on && changed === false && Number(count) > users.split(",").length) await this.set(row, emoji, false);
    button.disabled = false;
  }

  // Whether it changed anything; undefined when it failed.
  async set(row, emoji, on) {
    const { seq, version } = row.dataset;
    try {
      const message = await post(`/rooms/${this.room}/${seq}/reactions/`, { emoji, on: on ? "1" : "0" });
      return message.version > Number(version);
    } catch (error) {
      toast(error.detail ?? error.message, true);
      return undefined;
    }
  }
}
