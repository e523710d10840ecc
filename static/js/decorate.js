// What differs between readers of the same row: times, own marks, tools, reactions, mentions of oneself.

import { at, inFull } from "./times.js";

export class Decorator {
  constructor(stream, me) {
    this.stream = stream;
    this.me = me;
  }

  row(row) {
    const time = row.querySelector(".permalink time");
    const when = new Date(row.dataset.at);
    if (time) {
      time.textContent = at(when);
      time.title = inFull(when);
    }
    const edited = row.querySelector(".edited");
    if (edited && row.dataset.edited) edited.title = `Edited ${inFull(new Date(row.dataset.edited))}`;
    row.classList.toggle("is-own", row.dataset.author === this.me.username);
    row.classList.toggle("is-focused", row.dataset.seq === this.stream.dataset.focus);
    this.tools(row);
    this.#reactions(row);
    this.#mentions(row);
  }

  tools(row) {
    const { mayWrite, mayReact, moderator } = this.stream.dataset;
    const own = row.dataset.author === this.me.username;
    const allowed = {
      react: mayReact === "true",
      reply: mayWrite === "true",
      edit: own && mayWrite === "true" && row.dataset.kind === "text",
      delete: own || moderator === "true",
    };
    for (const button of row.querySelectorAll(".tools [data-action]")) {
      if (button.dataset.action in allowed) button.hidden = !allowed[button.dataset.action];
    }
  }

  #reactions(row) {
    for (const button of row.querySelectorAll(".reaction")) {
      button.setAttribute("aria-pressed", String(button.dataset.users.split(",").includes(this.me.username)));
    }
  }

  #mentions(row) {
    const mentions = [...row.querySelectorAll(".mention")];
    const mine = mentions.filter(({ dataset }) => [this.me.username, "room"].includes(dataset.username));
    for (const mention of mine) mention.classList.add("is-me");
    row.classList.toggle("mentions-me", mine.length > 0);
  }
}
