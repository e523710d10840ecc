// The menu of a row: pin, report, select, as far as this reader may.

import { ask } from "./ask.js";
import { beside } from "./beside.js";
import { element } from "./element.js";
import { excerpt } from "./quotes.js";
import { post } from "./requests.js";
import { toast } from "./toasts.js";

export class RowMenu {
  constructor({ stream, room, me, select, signal }) {
    Object.assign(this, { stream, room, me, select });
    this.box = element("div", { class: "menu row-menu", popover: "auto", role: "menu", "aria-label": "Message actions" });
    document.body.append(this.box);
    this.box.addEventListener("keydown", (event) => this.#walk(event));
    stream.addEventListener("click", (event) => {
      const button = event.target.closest('[data-action="more"]');
      if (button) this.open(button.closest(".message"), button);
    }, { signal });
    signal.addEventListener("abort", () => this.box.remove());
  }

  open(row, opener) {
    this.opener = opener;
    this.box.replaceChildren(...this.#items(row));
    beside(this.box, opener);
    this.box.firstElementChild?.focus();
  }

  #items(row) {
    const { moderator, kind } = this.stream.dataset;
    const own = row.dataset.author === this.me.username;
    const pinned = "pinned" in row.dataset;
    const items = [];
    if (moderator === "true") items.push(this.#item("pin", pinned ? "Unpin" : "Pin", () => this.#pin(row, !pinned)));
    if (moderator === "true") items.push(this.#item("check", "Select messages", () => this.select.start(row)));
    if (!own && kind !== "direct") items.push(this.#item("flag", "Report …", () => this.#report(row)));
    items.push(this.#item("link", "Open on its own", () => location.assign(`/rooms/${this.room}/${row.dataset.seq}/`)));
    return items;
  }

  #item(icon, text, act) {
    const item = element("button", { type: "button", class: "menu-item", role: "menuitem" });
    item.append(element("span", { class: `icon icon-${icon}`, "aria-hidden": "true" }), text);
    item.addEventListener("click", () => {
      this.box.hidePopover();
      if (this.opener.isConnected) this.opener.focus();
      act();
    });
    return item;
  }

  async #pin(row, on) {
    await told(() => post(`/rooms/${this.room}/${row.dataset.seq}/pin/`, { on: on ? "1" : "0" }));
  }

  async #report(row) {
    const text = excerpt(row.querySelector(".body"));
    const reason = await ask({ title: "Report this message", text, label: "What is wrong with it?", confirm: "Report" });
    if (reason !== null) await told(() => post(`/rooms/${this.room}/${row.dataset.seq}/report/`, { reason }));
  }

  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...this.box.children];
    items.at((items.indexOf(document.activeElement) + step) % items.length)?.focus();
  }
}

export async function told(attempt) {
  try {
    const { detail } = await attempt();
    toast(detail);
    return true;
  } catch (error) {
    toast(error.detail ?? error.message, true);
    return false;
  }
}
