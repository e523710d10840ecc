// What this browser keeps for one person. The key holds the person's id: nobody else who signs in is shown it.

export class Store {
  constructor(name, userId) {
    this.key = `chat.${name}.${userId}`;
  }

  read(otherwise) {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? otherwise;
    } catch {
      return otherwise; // no storage, or not ours
    }
  }

  write(value) {
    try {
      localStorage.setItem(this.key, JSON.stringify(value));
    } catch {
      // A full or forbidden storage costs only what would have survived a reload.
    }
  }

  clear() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }

  // Another tab of the same person wrote.
  onChange(then, signal) {
    addEventListener("storage", (event) => event.key === this.key && then(), { signal });
  }
}
