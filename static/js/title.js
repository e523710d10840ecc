// The tab's title: how many rooms have something new, then the room.

export class Title {
  constructor() {
    this.count = 0;
    this.name = document.title;
  }

  rename(name) {
    this.name = name;
    this.#show();
  }

  badge(count) {
    this.count = count;
    this.#show();
  }

  #show() {
    const title = this.count ? `(${this.count}) ${this.name}` : this.name;
    if (document.title !== title) document.title = title;
  }
}
