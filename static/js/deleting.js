// Deleting a message, once it is certain that it is meant.

import { element } from "./element.js";
import { excerpt } from "./quotes.js";
import { post } from "./requests.js";
import { toast } from "./toasts.js";

export async function deleteMessage(room, row) {
  if (!(await confirmed(row))) return;
  try {
    await post(`/rooms/${room}/${row.dataset.seq}/delete/`);
  } catch (error) {
    toast(error.detail ?? error.message, true);
  }
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
