// Copying a message's address.

import { toast } from "./toasts.js";

export async function copyLink(anchor) {
  try {
    await navigator.clipboard.writeText(anchor.href);
    toast("Link copied.");
  } catch {
    location.assign(anchor.href); // no clipboard here: the address bar has it then
  }
}
