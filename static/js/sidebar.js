// The sidebar: the rooms one is in, and their marks, cleared by reading here or in another tab.

import { RoomList } from "./room-list.js";

export class Sidebar {
  constructor({ connection, title }) {
    this.title = title;
    this.list = new RoomList(connection, (page) => this.#renew(page));
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
    if (!link) return void this.list.missed();
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

  // The lists as the server has them. What this tab has heard of a room meanwhile stays.
  #renew(page) {
    const { nav } = this;
    if (!nav) return;
    const heard = [...nav.querySelectorAll(".room-link")].map(({ classList, dataset }) => ({
      room: dataset.room, last: Number(dataset.lastSeq), read: Number(dataset.lastRead), mention: classList.contains("is-mention"),
    }));
    const open = document.getElementById("stream")?.dataset.room ?? nav.querySelector(".room-link[aria-current]")?.dataset.room;
    const focused = document.activeElement.closest(".room-link")?.dataset.room;
    for (const list of nav.querySelectorAll("#sidebar-rooms, #sidebar-directs")) {
      const fresh = page.getElementById(list.id);
      if (fresh) list.replaceChildren(...fresh.children);
    }
    for (const one of heard.filter(({ room }) => this.has(room))) this.#again(one);
    globalThis.htmx?.process(nav);
    if (open) this.link(open)?.setAttribute("aria-current", "page");
    if (focused) this.link(focused)?.focus();
    this.#count();
  }

  #again({ room, last, read, mention }) {
    if (last > Number(this.link(room).dataset.lastSeq)) this.#unread({ room, last_seq: last, mention });
    this.#read(room, read);
  }
}
