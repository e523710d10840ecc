// Editing one's own message in its place: Enter saves, Escape leaves it as it was.

import { element, parsed } from "./element.js";
import { getText, post } from "./requests.js";
import { toast } from "./toasts.js";

export class Editing {
  #form = null;

  constructor({ room, rows, composer, scroll }) {
    Object.assign(this, { room, rows, composer, scroll, seq: null });
  }

  async start(row) {
    if (this.seq) this.stop();
    const { seq } = row.dataset;
    this.seq = seq;
    try {
      const body = await source(this.room, seq);
      const now = this.rows.get(seq);
      if (this.seq === seq && now) this.#open(now, body);
    } catch (error) {
      this.seq = null;
      toast(error.detail ?? error.message, true);
    }
  }

  stop() {
    this.rows.get(this.seq)?.classList.remove("is-editing");
    this.#form?.remove();
    this.#form = this.seq = null;
    this.composer?.focus();
  }

  // The row was renewed while it was being edited: the form moves over.
  moved(row) {
    if (!this.#form || row.dataset.seq !== this.seq) return;
    if (row.hasAttribute("data-deleted")) return void this.stop();
    this.#attach(row);
  }

  #open(row, body) {
    const field = element("textarea", { name: "body", "aria-label": "Edit your message", rows: Math.min(12, body.split("\n").length + 1) });
    field.value = body;
    const cancel = element("button", { type: "button", class: "button button-small" }, "Cancel");
    const save = element("button", { type: "submit", class: "button button-primary button-small" }, "Save");
    this.#form = element("form", { class: "edit-form" }, field, element("div", { class: "edit-actions" }, cancel, save));
    cancel.addEventListener("click", () => this.stop());
    field.addEventListener("keydown", (event) => this.#key(event));
    this.#form.addEventListener("submit", (event) => this.#save(event, body));
    this.scroll.keep(() => this.#attach(row));
    field.focus();
    field.setSelectionRange(body.length, body.length);
    this.#form.scrollIntoView({ block: "nearest" });
  }

  #attach(row) {
    row.classList.add("is-editing");
    row.append(this.#form);
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.stop();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#form.requestSubmit();
    }
  }

  async #save(event, before) {
    event.preventDefault();
    const [form, seq] = [this.#form, this.seq];
    const body = form.elements.body.value;
    if (!body.trim()) return;
    if (body === before) return void this.stop();
    const save = form.querySelector('[type="submit"]');
    save.disabled = true;
    try {
      await post(`/rooms/${this.room}/${seq}/edit/`, { body });
      if (this.seq === seq) this.stop();
    } catch (error) {
      toast(error.detail ?? error.message, true);
      save.disabled = false;
    }
  }
}

// What its author wrote: rows carry only the rendered text, the permalink's form has the source.
async function source(room, seq) {
  const page = parsed(await getText(`/rooms/${room}/${seq}/`, "text/html"));
  const field = page.querySelector(`form[action$="/${seq}/edit/"] textarea[name="body"]`);
  if (!field) throw new Error("This message can no longer be edited.");
  return field.value;
}
