// Names while one is being written after an @: a listbox of people who are here or have written, then other members.

import { avatar } from "./avatar.js";
import { element } from "./element.js";

const SHOWN = 6;
const PAUSE = 200; // milliseconds without a further letter, before the server is asked
const UNFINISHED = /(?:^|[^\w.+\-/@])@([a-z0-9_.-]{0,30})$/i;

export class Suggestions {
  #options = [];
  #chosen = 0;
  #found = new Map(); // username: person, of those whom the server knew
  #asked = new Set(); // beginnings of usernames
  #pause = 0;

  constructor({ field, people, lookUp, signal }) {
    Object.assign(this, { field, people, lookUp });
    this.list = element("ul", { class: "suggest", role: "listbox", id: "suggest", "aria-label": "People", hidden: true });
    field.before(this.list);
    for (const [name, value] of [["aria-autocomplete", "list"], ["aria-controls", "suggest"]]) field.setAttribute(name, value);
    field.addEventListener("input", () => this.#typed(), { signal });
    field.addEventListener("blur", () => this.#close(), { signal });
    field.addEventListener("keydown", (event) => this.#key(event), { signal, capture: true });
    this.list.addEventListener("pointerdown", (event) => this.#click(event), { signal });
  }

  #typed() {
    this.#chosen = 0;
    this.#look();
  }

  #look() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const word = UNFINISHED.exec(before)?.[1].toLowerCase();
    const fitting = word === undefined ? [] : this.#everybody().filter((person) => fits(person, word));
    // A name that is complete needs no help, and Enter after it sends.
    this.#options = fitting.some(({ username }) => username === word) ? [] : fitting.slice(0, SHOWN);
    this.#chosen = Math.max(0, Math.min(this.#chosen, this.#options.length - 1));
    this.#show();
    clearTimeout(this.#pause);
    if (word && fitting.length < SHOWN && !this.#asked.has(word)) this.#pause = setTimeout(() => this.#ask(word), PAUSE);
  }

  #everybody() {
    const near = this.people();
    const names = new Set(near.map(({ username }) => username));
    return [...near, ...[...this.#found.values()].filter(({ username }) => !names.has(username))];
  }

  // Once for each beginning. Others stand below those who were there; who has closed the list meanwhile is left alone.
  async #ask(word) {
    const pause = this.#pause;
    this.#asked.add(word);
    const found = await this.lookUp(word).catch(() => []);
    for (const person of found) this.#found.set(person.username, person);
    if (found.length && pause === this.#pause) this.#look();
  }

  #show() {
    this.list.hidden = !this.#options.length;
    this.list.replaceChildren(...this.#options.map((person, number) => this.#option(person, number === this.#chosen)));
    if (this.list.hidden) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", `suggest-${this.#options[this.#chosen].username}`);
  }

  #option(person, selected) {
    const name = element("span", { class: "username" }, `@${person.username}`);
    const attributes = { role: "option", id: `suggest-${person.username}`, "aria-selected": String(selected) };
    return element("li", { ...attributes, "data-username": person.username }, avatar(person, "small"), element("b", {}, person.name), " ", name);
  }

  #key(event) {
    if (this.list.hidden || event.isComposing) return;
    const { length } = this.#options;
    if (event.key === "ArrowDown") this.#chosen = (this.#chosen + 1) % length;
    else if (event.key === "ArrowUp") this.#chosen = (this.#chosen + length - 1) % length;
    else if (event.key === "Escape") this.#close();
    else if (["Enter", "Tab"].includes(event.key) && !event.shiftKey) this.#take(this.#options[this.#chosen].username);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#show();
  }

  #click(event) {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    this.#take(option.dataset.username);
    this.#show();
  }

  #take(username) {
    const end = this.field.selectionStart;
    const start = this.field.value.lastIndexOf("@", end - 1);
    this.field.setRangeText(`@${username} `, start, end, "end");
    this.#close();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #close() {
    clearTimeout(this.#pause);
    this.#pause = 0;
    this.#options = [];
    this.#show();
  }
}

function fits({ username, name }, word) {
  return username.startsWith(word) || name.toLowerCase().split(/\s+/).some((part) => part.startsWith(word));
}
