// The reader's place: at the bottom it stays at the bottom, anywhere else the row being read stays put.

const NEAR = 48; // pixels that still count as the bottom

export class Scroll {
  #depth = 0;

  constructor(stream, rows, signal) {
    Object.assign(this, { stream, rows, stuck: false });
    stream.addEventListener("scroll", () => this.#look(), { passive: true, signal });
    const observer = new ResizeObserver(() => this.stuck && this.toBottom());
    observer.observe(stream);
    observer.observe(rows.root);
    signal.addEventListener("abort", () => observer.disconnect());
    // The browser's own anchoring would add to ours. (No style on what has an id: htmx copies it to the next.)
    rows.root.parentElement.style.setProperty("overflow-anchor", "none");
  }

  get atBottom() {
    return this.stuck && !this.rows.moreAfter;
  }

  // Less than a screen above it: no need to offer the way down.
  get isNearBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.stream;
    return scrollHeight - scrollTop < 2 * clientHeight;
  }

  toBottom() {
    this.stuck = true;
    this.stream.scrollTop = this.stream.scrollHeight;
  }

  // Show a row; the highlighted one of a permalink in the middle, the first new one near the top.
  show(row, block = "center") {
    this.stuck = false;
    row.scrollIntoView({ block });
    this.#look();
  }

  // Where the reader is, as a page of history is asked for.
  place() {
    const row = this.atBottom ? null : this.firstVisible();
    return row ? { around: row.dataset.seq } : {};
  }

  // Change the rows without moving what is being read.
  keep(change) {
    if (this.#depth) return void change();
    const anchor = this.atBottom ? null : this.firstVisible();
    const top = anchor && this.#top(anchor);
    this.#depth += 1;
    try {
      change();
    } finally {
      this.#depth -= 1;
      this.#restore(anchor, top);
    }
  }

  firstVisible() {
    const rows = this.rows.all();
    const edge = this.stream.getBoundingClientRect().top;
    let [low, high] = [0, rows.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].getBoundingClientRect().bottom > edge) high = middle;
      else low = middle + 1;
    }
    return rows[low] ?? null;
  }

  #restore(anchor, top) {
    if (this.stuck && !this.rows.moreAfter) this.toBottom();
    else if (anchor) {
      const now = this.rows.get(anchor.dataset.seq);
      if (now) this.stream.scrollTop += this.#top(now) - top;
    }
    this.#look();
  }

  #top(row) {
    return row.getBoundingClientRect().top;
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.stream;
    this.stuck = scrollHeight - scrollTop - clientHeight < NEAR;
    this.stream.dispatchEvent(new CustomEvent("place"));
  }
}
