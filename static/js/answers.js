// What became of this person's reports and held messages, and what waits for them where they moderate. It stands on pages as well.

import { toast } from "./toasts.js";

export function answers({ connection, outbox }) {
  connection.addEventListener("report", ({ detail: { status, resolution } }) => {
    const outcome = status === "acted" ? "The moderators acted on your report" : "The moderators dismissed your report";
    toast(resolution ? `${outcome}: ${resolution}` : `${outcome}.`);
  });
  connection.addEventListener("held", ({ detail: { client_ids: ids, reason } }) => {
    for (const entry of ids.map((id) => outbox.find(id)).filter(Boolean)) {
      outbox.change(entry, { state: "failed", code: "refused", detail: reason });
    }
  });
  connection.addEventListener("waiting", ({ detail }) => count(detail));
}

// Beside the way to the open room's moderation.
function count({ room, reports, held }) {
  const place = document.getElementById("waiting");
  if (!place || document.getElementById("stream")?.dataset.room !== room) return;
  place.firstChild.textContent = reports + held;
  place.hidden = reports + held === 0;
}
