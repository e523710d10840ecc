// A short word at the edge of the page, gone after a while.

import { element } from "./element.js";

const SHOWN = 6000; // milliseconds

export function toast(text, isError = false) {
  const made = element("div", { class: isError ? "toast is-error" : "toast" }, text);
  document.getElementById("toasts")?.append(made);
  setTimeout(() => made.remove(), SHOWN);
}
