// The status line: silent while all is well, and after a moment of trouble, one sentence.

import { element } from "./element.js";

const MOMENT = 1500; // milliseconds of trouble before it is worth a word
const ENDS = {
  "signed-out": () => ["You are signed out. ", link(`/accounts/login/?next=${encodeURIComponent(location.pathname)}`, "Sign in again")],
  forbidden: () => ["This account may not enter any more. ", link("/accounts/login/", "Sign in as somebody else")],
  "somebody-else": () => ["Somebody else has signed in in this browser. ", link(location.href, "Reload this page")],
  outdated: () => ["This page is out of date. ", link(location.href, "Reload it")],
};

function link(href, text) {
  return element("a", { href }, text);
}

export function status(connection, polling) {
  let timer = 0;
  const find = () => document.getElementById("connection"); // going back in history may replace it
  const write = (state, ...content) => {
    const line = find();
    if (!line) return;
    line.dataset.state = state;
    line.replaceChildren(...content);
  };
  const explain = () => {
    if (polling.works) write("online", "Live updates are blocked here: looking for news every few seconds.");
    else if (!navigator.onLine) write("offline", "You are offline. What you write is kept and sent later.");
    else write("connecting", "Reconnecting… What you write is kept and sent later.");
  };
  const look = () => {
    clearTimeout(timer);
    if (connection.stopped) write("stopped", ...ENDS[connection.stopped]());
    else if (connection.isOpen) write("online");
    else if (find()?.hasChildNodes()) explain();
    else timer = setTimeout(explain, MOMENT);
  };
  connection.addEventListener("state", look);
  polling.addEventListener("state", look);
  addEventListener("online", look);
  addEventListener("offline", look);
}
