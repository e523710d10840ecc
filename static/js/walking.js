// From row to row with the arrows, so that no message is hundreds of tab stops away. On the stream itself they scroll.

const WRITING = "input, textarea, select";

export class Walking {
  constructor({ stream, rows, signal }) {
    this.rows = rows;
    stream.addEventListener("keydown", (event) => this.#walk(event), { signal });
  }

  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target.closest(".message");
    const meant = step && here && !event.target.closest(WRITING);
    if (!meant || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const all = this.rows.all();
    const next = all[all.indexOf(here) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
