// The banner above the composer: what is being replied to.

import { excerpt } from "./quotes.js";

export class Reply {
  constructor(form, signal) {
    this.form = form;
    this.banner = form?.querySelector(".reply-banner");
    const cancel = this.banner?.querySelector('[data-action="cancel-reply"]');
    cancel?.addEventListener("click", () => this.cancel(true), { signal });
  }

  get seq() {
    return Number(this.form?.elements.reply_to.value) || null;
  }

  start(row) {
    if (!this.banner) return;
    this.form.elements.reply_to.value = row.dataset.seq;
    this.banner.querySelector(".reply-author").textContent = row.querySelector(".author").textContent;
    this.banner.querySelector(".reply-excerpt").textContent = excerpt(row.querySelector(".body"));
    this.banner.hidden = false;
    this.form.elements.body.focus();
  }

  cancel(focus = false) {
    if (!this.banner) return;
    this.form.elements.reply_to.value = "";
    this.banner.hidden = true;
    if (focus) this.form.elements.body.focus();
  }
}
