// A person's card, opened from their name in the stream: message, ignore, and what a moderator may do.

import { beside } from "./beside.js";
import { element, parsed } from "./element.js";
import { getText } from "./requests.js";
import { localise } from "./times.js";

export class Card {
  constructor({ stream, room, signal }) {
    this.room = room;
    this.box = element("div", { class: "menu card-popover", popover: "auto", role: "dialog", "aria-label": "Person" });
    document.body.append(this.box);
    stream.addEventListener("click", (event) => this.#click(event), { signal });
    this.box.addEventListener("toggle", ({ newState }) => newState === "closed" && this.opener?.isConnected && this.opener.focus());
    this.box.addEventListener("done", () => this.box.hidePopover());
    signal.addEventListener("abort", () => this.box.remove());
  }

  #click(event) {
    const name = event.target.closest("a.author");
    if (!name || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.open(name);
  }

  async open(name) {
    const { author } = name.closest(".message").dataset;
    const path = `/authors/${encodeURIComponent(author)}/card/?room=${encodeURIComponent(this.room)}`;
    let html;
    try {
      html = await getText(path, "text/html");
    } catch {
      return void location.assign(name.href);
    }
    this.opener = name;
    this.box.replaceChildren(parsed(html));
    localise(this.box);
    beside(this.box, name);
    this.box.querySelector("a, button")?.focus();
    const details = this.box.querySelector("details");
    details?.addEventListener("toggle", () => this.box.matches(":popover-open") && beside(this.box, name));
  }
}
