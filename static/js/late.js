// An answer that comes when one has gone on. The form or link that asked has left the page, and with it what said which
// part of the answer was wanted (hx-select is inherited): a whole page would be put into a part of this one.

import { parsed } from "./element.js";

export function late() {
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { elt } = detail.requestConfig;
    if (elt.isConnected || elt.closest("[hx-select]")) return;
    detail.shouldSwap = false;
    const words = parsed(detail.serverResponse).getElementById("toasts"); // what became of it is said all the same
    if (words) document.getElementById("toasts")?.replaceChildren(...words.children);
  });
}
