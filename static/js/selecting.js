// Selecting several messages to delete: the next page says what that would touch.

import { element } from "./element.js";
import { seqOf } from "./rows.js";

const MOST = 1000;

export class Selecting {
  #chosen = new Set();
  #last = null;

  constructor({ stream, room, rows, signal }) {
    Object.assign(this, { stream, room, rows });
    stream.addEventListener("click", (event) => this.#click(event), { signal, capture: true });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.active && this.stop(), { signal });
    signal.addEventListener("abort", () => this.active && this.stop());
  }

  get active() {
    return this.stream.classList.contains("is-selecting");
  }

  start(row) {
    if (this.active) this.stop();
    this.stream.classList.add("is-selecting");
    this.count = element("span", { role: "status" });
    const cancel = element("button", { type: "button", class: "button" }, "Cancel");
    const go = element("button", { type: "button", class: "button button-danger" }, "Delete …");
    cancel.addEventListener("click", () => this.stop());
    go.addEventListener("click", () => this.#go());
    this.bar = element("div", { class: "selection-bar", role: "toolbar", "aria-label": "Selected messages" }, this.count, cancel, go);
    this.stream.closest(".room").querySelector(".room-foot").prepend(this.bar);
    for (const each of this.rows.all()) this.row(each);
    this.#toggle(row, true);
    go.focus();
  }

  stop() {
    this.stream.classList.remove("is-selecting");
    this.bar.remove();
    this.#chosen.clear();
    for (const box of this.stream.querySelectorAll(".select-box")) box.remove();
    for (const row of this.rows.all()) row.classList.remove("is-selected");
  }

  // A row that came or was renewed while selecting.
  row(row) {
    if (!this.active || "deleted" in row.dataset || row.querySelector(".select-box")) return;
    const label = `Select the message of ${row.querySelector(".author")?.textContent ?? row.dataset.author}`;
    row.prepend(element("input", { type: "checkbox", class: "select-box", "aria-label": label, checked: this.#chosen.has(seqOf(row)) }));
  }

  // With Shift, everything since the last one too.
  #click(event) {
    const row = this.active && event.target.closest(".message[data-seq]");
    if (!row || !row.querySelector(".select-box")) return;
    const on = !this.#chosen.has(seqOf(row));
    if (!event.target.classList.contains("select-box")) event.preventDefault();
    event.stopPropagation();
    for (const each of this.#range(row, event.shiftKey)) this.#toggle(each, on);
  }

  #range(row, wide) {
    const all = this.rows.all().filter((each) => each.querySelector(".select-box"));
    const here = all.indexOf(row);
    const there = wide && this.#last ? all.findIndex((each) => seqOf(each) === this.#last) : here;
    return there < 0 ? [row] : all.slice(Math.min(here, there), Math.max(here, there) + 1);
  }

  #toggle(row, on) {
    const seq = seqOf(row);
    if (on && this.#chosen.size < MOST) this.#chosen.add(seq);
    else this.#chosen.delete(seq);
    this.#last = seq;
    row.classList.toggle("is-selected", this.#chosen.has(seq));
    const box = row.querySelector(".select-box");
    if (box) queueMicrotask(() => setTimeout(() => (box.checked = this.#chosen.has(seq))));
    this.count.textContent = `${this.#chosen.size} selected`;
  }

  #go() {
    if (!this.#chosen.size) return;
    const seqs = [...this.#chosen].sort((a, b) => a - b).join(",");
    location.assign(`/rooms/${this.room}/moderation/deletions/?seqs=${seqs}#preview`);
  }
}
