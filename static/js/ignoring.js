// What somebody writes whom this reader ignores is folded away, one row at a time, until it is asked for.

import { element } from "./element.js";

export class Ignoring {
  #shown = new Set(); // seqs unfolded by hand

  constructor({ stream, rows, signal }) {
    Object.assign(this, { stream, rows });
    stream.addEventListener("click", (event) => this.#click(event), { signal });
    document.addEventListener("ignored", ({ detail }) => this.#change(detail), { signal });
    for (const row of rows.all()) this.row(row);
  }

  row(row) {
    const names = (this.stream.dataset.ignored ?? "").split(" ");
    const folded = names.includes(row.dataset.author) && !this.#shown.has(row.dataset.seq) && !("deleted" in row.dataset);
    row.classList.toggle("is-ignored", folded);
    row.querySelector(":scope > .ignored-note")?.remove();
    if (folded) row.append(note());
  }

  #click(event) {
    const row = event.target.closest('[data-action="unfold"]') && event.target.closest(".message");
    if (!row) return;
    this.#shown.add(row.dataset.seq);
    this.row(row);
    row.focus();
  }

  #change(names) {
    this.stream.dataset.ignored = names.join(" ");
    this.#shown.clear();
    for (const row of this.rows.all()) this.row(row);
  }
}

function note() {
  const show = element("button", { type: "button", class: "link-button", "data-action": "unfold" }, "Show");
  return element("p", { class: "ignored-note" }, "Message from somebody you ignore. ", show);
}
