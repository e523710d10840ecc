// Going to a place in the log: the newest messages (with a count of what is unseen), or one message.

export class Jump {
  constructor({ stream, button, rows, scroll, timeline, history, signal }) {
    Object.assign(this, { stream, button, rows, scroll, timeline, history });
    this.seen = timeline.lastSeq;
    button?.addEventListener("click", () => this.toLatest(), { signal });
    stream.addEventListener("place", () => this.look(), { signal });
    timeline.addEventListener("message", () => this.look(), { signal });
  }

  async toLatest() {
    if (this.rows.moreAfter) await this.timeline.reload();
    this.scroll.toBottom();
    this.history.look();
    this.look();
  }

  async to(seq) {
    if (!this.rows.get(seq)) await this.timeline.reload({ around: seq });
    const row = this.rows.get(seq);
    if (!row) return;
    this.scroll.show(row);
    this.history.look();
    this.flash(row);
  }

  flash(row) {
    this.stream.querySelector(".message.is-focused")?.classList.remove("is-focused");
    this.stream.dataset.focus = row.dataset.seq;
    row.classList.add("is-focused");
    row.focus({ preventScroll: true });
  }

  look() {
    if (this.scroll.atBottom) this.seen = this.timeline.lastSeq;
    if (!this.button) return;
    const count = this.timeline.lastSeq - this.seen;
    this.button.hidden = this.scroll.atBottom || (!count && !this.rows.moreAfter && this.scroll.isNearBottom);
    const text = count > 0 ? `Jump to latest (${count.toLocaleString("en")})` : "Jump to latest";
    const label = this.button.querySelector(".jump-text") ?? this.button;
    if (label.textContent !== text) label.textContent = text;
  }
}
