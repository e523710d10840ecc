// The composer: Enter sends, Shift+Enter or Ctrl+Enter starts a new line, drafts are kept, the limit is told.

const LIMIT = 10000; // characters, as the server counts them
const NEAR = 9000;
const MOST_LINES = 12;
const touch = matchMedia("(hover: none) and (pointer: coarse)");

export class Composer extends EventTarget {
  constructor({ form, room, drafts, reply, signal }) {
    super();
    Object.assign(this, { form, room, drafts, reply, field: form.elements.body });
    this.line = form.querySelector(".composer-status");
    this.usual = this.line?.textContent ?? "";
    this.field.removeAttribute("maxlength"); // it would cut a paste silently
    if (!this.field.value) this.field.value = drafts.get(room);
    form.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.field.addEventListener("input", () => this.#changed(), { signal });
    this.field.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.#changed();
  }

  get length() {
    return [...this.field.value].length;
  }

  focus() {
    this.field.focus();
  }

  insert(text) {
    this.focus();
    this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A word below the field for a while; without text, what usually stands there.
  say(text, isError = false) {
    if (!this.line) return;
    this.line.textContent = text || this.usual;
    this.line.classList.toggle("is-error", isError);
  }

  #submit(event) {
    event.preventDefault();
    const body = this.field.value;
    if (!body.trim() || this.length > LIMIT) return void this.focus();
    const replyTo = this.reply.seq;
    this.field.value = "";
    this.reply.cancel();
    this.#changed();
    this.focus();
    this.dispatchEvent(new CustomEvent("send", { detail: { body, replyTo } }));
  }

  #changed() {
    const { field } = this;
    this.drafts.set(this.room, field.value);
    const length = field.value.length > NEAR ? this.length : 0;
    const left = `${length.toLocaleString("en")} / ${LIMIT.toLocaleString("en")}`;
    if (length || this.line?.dataset.counting) this.say(length ? left : "", length > LIMIT);
    if (this.line) this.line.dataset.counting = length ? "1" : "";
    field.setCustomValidity(length > LIMIT ? `A message has at most ${LIMIT.toLocaleString("en")} characters.` : "");
    if (!CSS.supports("field-sizing", "content")) this.#grow();
  }

  // Where `field-sizing` is not known, in whole lines.
  #grow() {
    const { field } = this;
    field.rows = 1;
    const line = parseFloat(getComputedStyle(field).lineHeight) || 20;
    field.rows = Math.min(MOST_LINES, 1 + Math.round((field.scrollHeight - field.clientHeight) / line));
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.key === "Enter") this.#enter(event);
    else if (event.key === "ArrowUp" && !this.field.value) this.#ask(event, "edit-last");
    else if (event.key === "Escape" && this.reply.seq) {
      event.preventDefault();
      this.reply.cancel();
    }
  }

  #enter(event) {
    if (event.shiftKey || event.altKey || event.metaKey || touch.matches) return;
    if (event.ctrlKey) {
      event.preventDefault();
      this.insert("\n");
    } else if (!this.#inCode()) {
      event.preventDefault();
      this.form.requestSubmit();
    }
  }

  // Between two fences Enter is a new line of the code.
  #inCode() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    return (before.match(/^```/gm) ?? []).length % 2 === 1;
  }

  #ask(event, what) {
    if (this.dispatchEvent(new CustomEvent(what, { cancelable: true }))) return;
    event.preventDefault();
  }
}
