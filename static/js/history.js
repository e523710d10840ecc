// History that scrolls both ways, from anywhere: a page is fetched when one of the window's ends comes near.

import { element } from "./element.js";
import { getPage } from "./requests.js";

const NEAR = "1200px 0px";
const AGAIN = 2000; // milliseconds before a failed page is asked for again

export class History {
  #busy = new Set();

  constructor({ stream, rows, scroll, timeline, signal }) {
    Object.assign(this, { stream, rows, scroll, timeline, signal });
    this.ends = { before: sentinel(stream, "older", "before"), after: sentinel(stream, "newer", "after") };
    this.observer = new IntersectionObserver((seen) => this.#seen(seen), { root: stream, rootMargin: NEAR });
    signal.addEventListener("abort", () => this.observer.disconnect());
    this.look();
  }

  // Show which ends go on, and watch them afresh: an end that stayed in view would not be reported again.
  look() {
    for (const [end, mark] of Object.entries(this.ends)) {
      const more = end === "before" ? this.rows.moreBefore : this.rows.moreAfter;
      mark.hidden = !more;
      this.observer.unobserve(mark);
      if (more) this.observer.observe(mark);
    }
    const start = this.stream.querySelector(".stream-start");
    if (start) start.hidden = this.rows.moreBefore;
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting && !target.hidden) this.#load(target === this.ends.before ? "before" : "after");
    }
  }

  async #load(end) {
    if (this.#busy.has(end) || !this.rows.size) return;
    this.#busy.add(end);
    this.ends[end].classList.add("is-loading");
    try {
      await this.#fetch(end);
    } catch (error) {
      if (error.name !== "AbortError") await new Promise((resume) => setTimeout(resume, AGAIN));
    } finally {
      this.#busy.delete(end);
      this.ends[end].classList.remove("is-loading");
      if (!this.signal.aborted) this.look();
    }
  }

  async #fetch(end) {
    const { generation } = this.rows;
    const edge = end === "before" ? this.rows.first : this.rows.last;
    const page = await getPage(this.timeline.room, { [end]: edge }, this.signal);
    const unmoved = edge === (end === "before" ? this.rows.first : this.rows.last);
    if (generation !== this.rows.generation || !unmoved) return;
    this.scroll.keep(() => this.rows.extend(page, end));
    this.timeline.joined(page);
  }
}

function sentinel(stream, name, where) {
  let mark = stream.querySelector(`.${name}`);
  if (!mark) {
    mark = element("p", { class: name, hidden: true });
    stream.querySelector("#rows")[where](mark);
  }
  return mark;
}
