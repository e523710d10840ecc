// The outbox as rows at the end of the stream: pending, and failed with Retry and Discard.

import { avatar } from "./avatar.js";
import { element } from "./element.js";
import { at } from "./times.js";

export class Pending {
  #rows = new Map(); // client_id: row

  constructor({ rows, room, me, outbox, scroll, arranger, signal }) {
    Object.assign(this, { rows, me, outbox, scroll, arranger });
    const here = (then) => ({ detail }) => detail.room === room && scroll.keep(() => then(detail));
    outbox.addEventListener("change", here((entry) => this.#show(entry)), { signal });
    outbox.addEventListener("gone", here((entry) => this.#hide(entry)), { signal });
    for (const row of rows.all()) if (row.dataset.author === me.username) outbox.seen(row.dataset.clientId);
    for (const entry of outbox.in(room)) this.#show(entry);
  }

  #show(entry) {
    let row = this.#rows.get(entry.client_id);
    if (!row) {
      row = this.#make(entry);
      this.#rows.set(entry.client_id, row);
      this.rows.root.append(row);
      this.arranger.arrange(row);
    }
    row.classList.toggle("is-pending", entry.state === "pending");
    const held = entry.state === "failed" && entry.code === "held";
    row.classList.toggle("is-failed", entry.state === "failed" && !held);
    row.classList.toggle("is-held", held);
    row.querySelector(".send-failed")?.remove();
    if (entry.state === "failed") row.append(failure(entry));
  }

  #hide(entry) {
    this.#rows.get(entry.client_id)?.remove();
    this.#rows.delete(entry.client_id);
  }

  #make({ client_id: id, body, at: when, reply_to: replyTo }) {
    const head = element("header", { class: "message-head" });
    head.append(element("span", { class: "author" }, this.me.name), " ", element("time", { datetime: when }, at(new Date(when))));
    const data = { "data-pending": id, "data-author": this.me.username, "data-at": when, "data-reply-to": replyTo };
    const paragraphs = body.split(/\n{2,}/).map((text) => element("p", {}, ...broken(text)));
    const content = element("div", { class: "body" }, ...paragraphs);
    return element("article", { class: "message is-own", ...data }, avatar(this.me), head, content);
  }
}

function broken(text) {
  return text.split("\n").flatMap((line, number) => (number ? [element("br"), line] : [line]));
}

// A held message is not lost and must not be sent again: it waits for a moderator.
function failure({ code, detail }) {
  if (code === "held") return element("div", { class: "send-failed is-held" }, element("span", {}, detail), " ", discard("Dismiss"));
  if (code === "refused") {
    const word = detail ? `A moderator did not let this through: ${detail}` : "A moderator did not let this message through.";
    return element("div", { class: "send-failed" }, element("span", {}, word), " ", discard("Dismiss"));
  }
  const why = element("span", {}, `Not sent: ${detail ?? "the server refused it."}`);
  if (code === "blocked") return element("div", { class: "send-failed" }, why, " ", discard("Discard"));
  return element("div", { class: "send-failed" }, why, " ", button("retry", "Retry"), " ", discard("Discard"));
}

function button(action, text) {
  return element("button", { type: "button", class: "link-button", "data-action": action }, text);
}

function discard(text) {
  return button("discard", text);
}
