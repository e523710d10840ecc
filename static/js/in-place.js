// Forms marked data-in-place: sent without leaving the page, answered by a word at its edge.

import { post } from "./requests.js";
import { told } from "./row-menu.js";

export function inPlace() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("inPlace" in form.dataset)) return;
    event.preventDefault();
    const fields = new FormData(form, event.submitter);
    fields.delete("csrfmiddlewaretoken");
    let answer = null;
    const path = new URL(form.action).pathname;
    const worked = await told(async () => (answer = await post(path, Object.fromEntries(fields))));
    if (!worked) return;
    if (answer.ignored) document.dispatchEvent(new CustomEvent("ignored", { detail: answer.ignored }));
    if (form.closest("[popover]")) form.dispatchEvent(new CustomEvent("done", { bubbles: true }));
    else location.reload();
  });
}
