// A dialog that asks for a reason before something is done.

import { element } from "./element.js";

const LONGEST = 300; // characters, as the server counts them

// Resolves to the reason, or to null when it is called off.
export function ask({ title, text, label = "Reason", confirm, danger = false }) {
  const field = element("input", { type: "text", id: "ask-reason", maxlength: LONGEST, required: true, autocomplete: "off", autofocus: true });
  const cancel = element("button", { class: "button", value: "cancel", formnovalidate: true }, "Cancel");
  const sure = element("button", { class: `button ${danger ? "button-danger" : "button-primary"}`, value: "sure" }, confirm);
  const form = element("form", { method: "dialog" });
  form.append(element("h2", { id: "ask-heading" }, title), element("p", {}, text));
  form.append(element("label", { for: "ask-reason" }, label), field);
  form.append(element("div", { class: "dialog-actions" }, cancel, sure));
  // Enter in the field means the deed, not the first button.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(sure);
  });
  const dialog = element("dialog", { class: "dialog dialog-ask", "aria-labelledby": "ask-heading" }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "sure" ? field.value : null);
    });
  });
}
