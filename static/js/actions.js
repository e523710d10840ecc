// What the buttons of a row do.

import { deleteMessage } from "./deleting.js";
import { copyLink } from "./links.js";

export function actions({ stream, room, reply, editing, reactions, picker, outbox, jump, signal }) {
  const does = {
    react: (row, button) => picker.open(button, (emoji) => reactions.set(row, emoji, true)),
    reply: (row) => reply.start(row),
    edit: (row) => editing.start(row),
    delete: (row) => deleteMessage(room, row),
    link: (row, anchor) => copyLink(anchor),
    retry: (row) => outbox.retry(row.dataset.pending),
    discard: (row) => outbox.discard(row.dataset.pending),
  };
  const click = (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = event.target.closest(".message");
    const button = event.target.closest("[data-action]");
    const reaction = event.target.closest(".reaction");
    const quote = event.target.closest("[data-quote]");
    if (!row || !(button || reaction || quote)) return;
    event.preventDefault();
    if (reaction) reactions.toggle(reaction);
    else if (quote) jump.to(quote.dataset.quote);
    else does[button.dataset.action]?.(row, button);
  };
  stream.addEventListener("click", click, { signal });
}
