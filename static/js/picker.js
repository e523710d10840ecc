// The emoji picker: a popover beside its button, walked with the arrow keys, closed with Escape.

import { element } from "./element.js";
import { COMMON } from "./emoji.js";

const MARGIN = 8; // pixels to the window's edge

export class Picker {
  #choose = null;
  #opener = null;

  constructor(signal) {
    const buttons = COMMON.map(([emoji, name]) =>
      element("button", { type: "button", class: "picker-emoji", "data-emoji": emoji, "aria-label": name, title: name }, emoji),
    );
    this.grid = element("div", { class: "picker-grid" }, ...buttons);
    this.box = element("div", { class: "picker", popover: "auto", role: "dialog", "aria-label": "Pick an emoji" }, this.grid);
    this.box.addEventListener("click", (event) => this.#pick(event));
    this.box.addEventListener("keydown", (event) => this.#walk(event));
    document.body.append(this.box);
    signal.addEventListener("abort", () => this.box.remove());
  }

  open(opener, choose) {
    this.#choose = choose;
    this.#opener = opener;
    this.box.showPopover();
    this.#place(opener.getBoundingClientRect());
    this.grid.firstElementChild.focus();
  }

  #pick(event) {
    const button = event.target.closest(".picker-emoji");
    if (!button) return;
    this.box.hidePopover();
    if (this.#opener.isConnected) this.#opener.focus();
    this.#choose(button.dataset.emoji);
  }

  #place(near) {
    const { width, height } = this.box.getBoundingClientRect();
    const above = near.top - height - MARGIN;
    const top = above > MARGIN ? above : Math.min(near.bottom + MARGIN, innerHeight - height - MARGIN);
    const left = Math.max(MARGIN, Math.min(near.right - width, innerWidth - width - MARGIN));
    this.box.style.setProperty("top", `${Math.max(MARGIN, top)}px`);
    this.box.style.setProperty("left", `${left}px`);
  }

  #walk(event) {
    const buttons = [...this.grid.children];
    const here = buttons.indexOf(document.activeElement);
    const first = buttons[0].offsetTop;
    const columns = Math.max(1, buttons.filter((button) => button.offsetTop === first).length);
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    if (here < 0 || !(event.key in steps)) return;
    event.preventDefault();
    buttons[here + steps[event.key]]?.focus();
  }
}
