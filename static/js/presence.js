// Who is here, in the header: a few faces and a number.

import { avatar } from "./avatar.js";
import { element } from "./element.js";

const FACES = 5;

export class Presence {
  constructor({ box, room, connection, signal }) {
    this.box = box;
    this.users = [];
    const mine = ({ detail }) => detail.room === room && this.#show(detail);
    connection.addEventListener("presence", mine, { signal });
  }

  #show({ users, count }) {
    this.users = users;
    if (!this.box) return;
    const faces = users.slice(0, FACES).map((user) => avatar(user, "small"));
    const names = users.map(({ name }) => name).join(", ");
    const number = element("span", { class: "presence-count", title: names }, `${count.toLocaleString("en")} here`);
    this.box.replaceChildren(...faces, number);
  }
}
