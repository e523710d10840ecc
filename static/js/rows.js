// The window of rows in the page: one unbroken run of seqs, of a log that goes on before and after it.

const MOST = 600; // rows kept in the page

export class Rows {
  #bySeq = new Map();

  constructor(stream, onPlaced) {
    this.root = stream.querySelector("#rows");
    this.onPlaced = onPlaced; // (row, replaced row or null): decorate it
    this.moreBefore = stream.dataset.moreBefore === "true";
    this.moreAfter = stream.dataset.moreAfter === "true";
    this.generation = 0; // another one: the rows of a request in flight do not join these
    for (const row of this.root.querySelectorAll(".message[data-seq]")) this.#bySeq.set(seqOf(row), row);
    this.#measure();
  }

  get size() {
    return this.#bySeq.size;
  }

  get(seq) {
    return this.#bySeq.get(Number(seq));
  }

  all() {
    return [...this.root.querySelectorAll(":scope > .message[data-seq]")];
  }

  // Whether every seq from the first to the last is here, and the last of the log if nothing follows.
  isWhole(lastSeq) {
    if (!this.size) return lastSeq === 0 || this.moreAfter || !this.moreBefore;
    return this.last - this.first + 1 === this.size && (this.moreAfter || this.last >= lastSeq);
  }

  // Put a row in its place: "inserted", "replaced", "kept" (ours is as new) or "outside" the window.
  take(row) {
    const seq = seqOf(row);
    const old = this.#bySeq.get(seq);
    if (old) return this.#renew(old, row);
    if (this.size && seq < this.first && this.moreBefore) return "outside";
    if (this.moreAfter && (!this.size || seq > this.last)) return "outside";
    this.#insert(row);
    return "inserted";
  }

  // Put in a page that continues the window at one end, and let go of what is far at the other.
  extend(page, end) {
    for (const row of page.rows) {
      const old = this.#bySeq.get(seqOf(row));
      if (old) this.#renew(old, row);
      else this.#insert(row);
    }
    if (end === "before") this.moreBefore = page.moreBefore;
    else this.moreAfter = page.moreAfter;
    this.trim(end === "before" ? "after" : "before");
  }

  replaceAll(page) {
    this.generation += 1;
    this.root.querySelectorAll(":scope > :not([data-pending])").forEach((child) => child.remove());
    this.#bySeq.clear();
    this.#measure();
    this.moreBefore = page.moreBefore;
    this.moreAfter = page.moreAfter;
    for (const row of page.rows) this.#insert(row);
  }

  // Unload rows beyond the most at this end ("before" or "after").
  trim(end) {
    const surplus = this.size - MOST;
    if (surplus <= 0) return;
    const doomed = end === "before" ? this.all().slice(0, surplus) : this.all().slice(-surplus);
    for (const row of doomed) {
      while (row.previousElementSibling?.matches(".day, .new-line")) row.previousElementSibling.remove();
      this.#bySeq.delete(seqOf(row));
      row.remove();
    }
    if (end === "before") this.moreBefore = true;
    else this.moreAfter = true;
    this.#measure();
    if (end === "before") this.onPlaced(this.get(this.first), null);
  }

  #renew(old, row) {
    if (Number(old.dataset.version) >= Number(row.dataset.version)) return "kept";
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    this.#bySeq.set(seqOf(row), row);
    old.replaceWith(row);
    this.onPlaced(row, old);
    if (focused) refocus(row, focused);
    return "replaced";
  }

  #insert(row) {
    const seq = seqOf(row);
    const before = this.#bySeq.get(seq - 1) ?? this.#nearestBefore(seq);
    if (before) before.after(row);
    else this.root.prepend(row);
    this.#bySeq.set(seq, row);
    this.first = Math.min(this.first ?? seq, seq);
    this.last = Math.max(this.last ?? seq, seq);
    this.onPlaced(row, null);
  }

  #nearestBefore(seq) {
    if (!this.size || seq < this.first) return null;
    return this.all().findLast((row) => seqOf(row) < seq);
  }

  #measure() {
    const seqs = [...this.#bySeq.keys()];
    this.first = seqs.length ? Math.min(...seqs) : null;
    this.last = seqs.length ? Math.max(...seqs) : null;
  }
}

export function seqOf(row) {
  return Number(row.dataset.seq);
}

// The keyboard's place in a row survives its renewal.
function refocus(row, focused) {
  if (row.contains(focused)) return void focused.focus(); // it moved over by itself
  const { action, emoji } = focused.dataset;
  const same = action ? `[data-action="${action}"]` : emoji && `.reaction[data-emoji="${CSS.escape(emoji)}"]`;
  (row.querySelector(same || ":not(*)") ?? (focused.classList.contains("message") ? row : null))?.focus();
}
