// This tab's name: it outlives a reload, so that the tab finds what it had not sent yet.

import { clientId } from "./client-id.js";

export function tabId() {
  try {
    const kept = sessionStorage.getItem("chat.tab") ?? clientId();
    sessionStorage.setItem("chat.tab", kept);
    return kept;
  } catch {
    return clientId();
  }
}
