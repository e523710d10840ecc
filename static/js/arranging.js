// What a row's neighbours decide: day separators, the line above what is new, grouping by author.

import { element } from "./element.js";
import { dayName, dayOf } from "./times.js";

const TOGETHER = 5 * 60000; // milliseconds between two messages of one group

export class Arranger {
  constructor(root, lastRead, lastSeq) {
    this.root = root;
    this.mark = lastRead > 0 && lastRead < lastSeq ? lastRead : null;
  }

  // The new-messages line goes below this seq.
  moveMark(seq) {
    if (this.mark === seq) return;
    this.mark = seq;
    const line = this.root.querySelector(".new-line");
    for (const row of [line && neighbour(line, "next"), this.root.querySelector(`[data-seq="${seq + 1}"]`)]) {
      if (row) this.arrange(row);
    }
  }

  // Renew what stands above this row and above the next one.
  place(row) {
    if (!row) return;
    this.arrange(row);
    const next = neighbour(row, "next");
    if (next) this.arrange(next);
  }

  arrange(row) {
    const before = neighbour(row, "previous");
    for (let extra = row.previousElementSibling; extra && extra !== before; extra = row.previousElementSibling) extra.remove();
    const when = new Date(row.dataset.at);
    const newDay = !before || dayOf(new Date(before.dataset.at)) !== dayOf(when);
    const firstNew = this.#isFirstNew(row, before);
    if (newDay) row.before(day(when));
    if (firstNew) row.before(element("div", { class: "new-line" }, element("span", {}, "New messages")));
    row.classList.toggle("is-continued", !newDay && !firstNew && together(before, row));
  }

  #isFirstNew(row, before) {
    if (this.mark === null || !row.dataset.seq) return false;
    const seq = Number(row.dataset.seq);
    return seq > this.mark && (before ? Number(before.dataset.seq) <= this.mark : seq === this.mark + 1);
  }
}

function together(before, row) {
  if (before.dataset.author !== row.dataset.author || before.dataset.via !== row.dataset.via || row.dataset.replyTo) return false;
  if (before.dataset.kind === "system" || row.dataset.kind === "system") return false;
  return new Date(row.dataset.at) - new Date(before.dataset.at) < TOGETHER;
}

function day(when) {
  const time = element("time", { datetime: when.toISOString() }, dayName(when));
  return element("div", { class: "day" }, time);
}

function neighbour(node, side) {
  const step = `${side}ElementSibling`;
  let found = node[step];
  while (found && !found.classList.contains("message")) found = found[step];
  return found;
}
