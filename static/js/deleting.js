// Deleting a message, once it is certain that it is meant.

import { ask } from "./ask.js";
import { element } from "./element.js";
import { excerpt } from "./quotes.js";
import { post } from "./requests.js";
import { toast } from "./toasts.js";

export async function deleteMessage(room, row) {
  const fields = row.classList.contains("is-own") ? (await confirmed(row)) && {} : await explained(row);
  if (!fields) return;
  try {
    await post(`/rooms/${room}/${row.dataset.seq}/delete/`, fields);
  } catch (error) {
    toast(error.detail ?? error.message, true);
  }
}

// A moderator who takes somebody else's message away says why.
async function explained(row) {
  const title = `Delete the message of ${row.querySelector(".author").textContent}?`;
  const reason = await ask({ title, text: excerpt(row.querySelector(".body")), confirm: "Delete", danger: true });
  return reason === null ? null : { reason };
}

function confirmed(row) {
  const cancel = element("button", { class: "button", value: "cancel", autofocus: true }, "Cancel");
  const sure = element("button", { class: "button button-danger", value: "delete" }, "Delete");
  const form = element("form", { method: "dialog" });
  form.append(element("h2", { id: "delete-heading" }, "Delete this message?"));
  form.append(element("p", {}, excerpt(row.querySelector(".body"))));
  form.append(element("div", { class: "dialog-actions" }, cancel, sure));
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": "delete-heading" }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "delete");
    });
  });
}
