// The sidebar's marks: unread and mentioned rooms, cleared by reading here or in another tab.

import { parsed } from "./element.js";
import { getText } from "./requests.js";

const PATIENCE = 5000; // milliseconds between two looks for rooms that are not listed yet

export class Sidebar {
  #asked = -PATIENCE;

  constructor({ connection, title }) {
    this.title = title;
    connection.addEventListener("unread", ({ detail }) => this.#unread(detail));
    connection.addEventListener("read", ({ detail }) => this.#read(detail.room, detail.seq));
    this.#count();
  }

  // Looked up each time: going back in history may replace it.
  get nav() {
    return document.getElementById("sidebar");
  }

  link(room) {
    return this.nav?.querySelector(`.room-link[data-room="${CSS.escape(room)}"]`) ?? null;
  }

  has(room) {
    return this.link(room) !== null;
  }

  // The open room: `watched` says whether its newest row, `last`, is being seen.
  watching(room, watched, last) {
    const link = this.link(room);
    if (!link) return;
    if (watched) this.#read(room, last);
    else if (last > Number(link.dataset.lastRead)) this.#unread({ room, last_seq: last, mention: false });
  }

  // After a swap of the main part: which room is open now.
  opened(path) {
    for (const link of this.nav?.querySelectorAll("a[href]") ?? []) {
      if (new URL(link.href).pathname === path) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (this.nav?.matches(":popover-open")) this.nav.hidePopover();
    this.#count();
  }

  #unread({ room, last_seq: last, mention }) {
    const link = this.link(room);
    if (!link) return void this.#renew();
    link.dataset.lastSeq = Math.max(last, Number(link.dataset.lastSeq));
    if (last <= Number(link.dataset.lastRead)) return;
    if (link.dataset.notify === "nothing" || (link.dataset.notify === "mentions" && !mention)) return;
    const isDirect = Boolean(link.closest("#sidebar-directs"));
    this.#mark(link, true, mention || isDirect || link.classList.contains("is-mention"));
  }

  #read(room, seq) {
    const link = this.link(room);
    if (!link || seq < Number(link.dataset.lastRead)) return;
    link.dataset.lastRead = seq;
    if (seq >= Number(link.dataset.lastSeq)) this.#mark(link, false, false);
  }

  #mark(link, unread, mention) {
    if (link.classList.contains("is-unread") === unread && link.classList.contains("is-mention") === mention) return;
    link.classList.toggle("is-unread", unread);
    link.classList.toggle("is-mention", mention);
    const state = link.querySelector(".room-state");
    if (state) state.textContent = mention ? "mentions you" : unread ? "unread" : "";
    this.#count();
  }

  #count() {
    this.title.badge(this.nav?.querySelectorAll(".room-link.is-unread").length ?? 0);
  }

  // A room that is not listed: somebody opened a conversation with us, or another tab joined.
  async #renew() {
    if (!this.nav || performance.now() - this.#asked < PATIENCE) return;
    this.#asked = performance.now();
    const page = parsed(await getText("/rooms/", "text/html").catch(() => ""));
    for (const id of ["sidebar-rooms", "sidebar-directs"]) {
      const fresh = page.querySelector(`#${id}`);
      if (fresh) this.nav.querySelector(`#${id}`)?.replaceChildren(...fresh.children);
    }
    globalThis.htmx?.process(this.nav);
    this.opened(location.pathname);
  }
}
