// The entry: what every page has, and the open room where there is one. htmx may swap #main under us.

import { answers } from "./answers.js";
import { Connection } from "./connection.js";
import { countdowns } from "./countdown.js";
import { Courier } from "./courier.js";
import { Drafts } from "./drafts.js";
import { inPlace } from "./in-place.js";
import { late } from "./late.js";
import { Outbox } from "./outbox.js";
import { Polling } from "./polling.js";
import { Room } from "./room.js";
import { Sidebar } from "./sidebar.js";
import { status } from "./status.js";
import { tabId } from "./tab.js";
import { themes } from "./themes.js";
import { localise } from "./times.js";
import { Title } from "./title.js";

const { userId, username, socket } = document.body.dataset;
let chat = null;
let room = null;

function start() {
  const name = document.querySelector(".me b")?.textContent ?? username;
  const me = { id: userId, username, name };
  const connection = new Connection(socket, username);
  const polling = new Polling(connection);
  const title = new Title();
  const sidebar = new Sidebar({ connection, title });
  const outbox = new Outbox({ me, tab: tabId() });
  const courier = new Courier({ outbox, connection, polling });
  status(connection, polling);
  answers({ connection, outbox });
  chat = { me, remount, connection, polling, title, sidebar, outbox, courier, drafts: new Drafts(userId) };
  document.addEventListener("submit", (event) => forget(event.target));
  mount();
  connection.open();
}

// Signing out leaves no drafts behind for whoever sits down next.
function forget(form) {
  if (new URL(form.action, location.href).pathname === "/accounts/logout/") chat.drafts.clear();
}

function mount() {
  const stream = document.getElementById("stream");
  if (stream === (room?.stream ?? null)) return;
  room?.close();
  room = stream && new Room(stream, chat);
}

// The composer came or went: the same stream gets a room around it anew, from where it stands.
function remount() {
  const { stream, rows, timeline } = room;
  room.close();
  rows.root.querySelectorAll(":scope > [data-pending]").forEach((row) => row.remove());
  const lastRead = document.visibilityState === "visible" ? timeline.lastSeq : stream.dataset.lastRead;
  Object.assign(stream.dataset, { version: timeline.version, epoch: timeline.epoch ?? "", lastSeq: timeline.lastSeq, lastRead });
  Object.assign(stream.dataset, { moreBefore: rows.moreBefore, moreAfter: rows.moreAfter });
  room = new Room(stream, chat);
}

// A swap brings no <title> and no sidebar of its own.
function swapped() {
  localise(document.getElementById("main") ?? document.body);
  countdowns();
  if (!chat) return;
  const name = document.querySelector("#main [data-title]")?.dataset.title;
  if (name) chat.title.rename(name);
  chat.sidebar.opened(location.pathname);
  mount();
}

themes();
localise(document.body);
countdowns();
inPlace();
late();
if (socket) start();
for (const type of ["htmx:afterSettle", "htmx:historyRestore"]) document.addEventListener(type, swapped);
