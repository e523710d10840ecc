// Who is typing: shown for a few seconds after each word of it, and told to the others while we do.

const SHOWN = 5000; // milliseconds; a typist tells it again every 2.5 s
const INTERVAL = 2500;

export class Typing {
  #people = new Map(); // username: {name, timer}
  #told = 0;

  constructor({ line, field, room, connection, timeline, me, signal }) {
    Object.assign(this, { line, room, connection, me });
    connection.addEventListener("typing", ({ detail }) => detail.room === room && this.#heard(detail.user), { signal });
    timeline.addEventListener("message", ({ detail }) => this.#stopped(detail.frame.author.username), { signal });
    field?.addEventListener("input", () => this.#tell(field.value), { signal });
    signal.addEventListener("abort", () => this.#people.forEach(({ timer }) => clearTimeout(timer)));
  }

  #heard({ username, name }) {
    if (username === this.me.username) return;
    clearTimeout(this.#people.get(username)?.timer);
    const timer = setTimeout(() => this.#stopped(username), SHOWN);
    this.#people.set(username, { name, timer });
    this.#show();
  }

  #stopped(username) {
    if (!this.#people.has(username)) return;
    clearTimeout(this.#people.get(username).timer);
    this.#people.delete(username);
    this.#show();
  }

  #show() {
    if (this.line) this.line.textContent = sentence([...this.#people.values()].map(({ name }) => name));
  }

  #tell(text) {
    if (!text.trim() || performance.now() - this.#told < INTERVAL) return;
    if (this.connection.say({ type: "typing", room: this.room })) this.#told = performance.now();
  }
}

function sentence(names) {
  if (!names.length) return "";
  if (names.length === 1) return `${names[0]} is typing…`;
  if (names.length === 2) return `${names[0]} and ${names[1]} are typing…`;
  return "Several people are typing…";
}
