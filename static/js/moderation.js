// What moderation adds to an open room.

import { Card } from "./card.js";
import { Foot } from "./foot.js";
import { Ignoring } from "./ignoring.js";
import { RowMenu } from "./row-menu.js";
import { Selecting } from "./selecting.js";
import { SlowMode } from "./slow-mode.js";
import { Walking } from "./walking.js";

// Returns what is to be done with each row that comes or is renewed.
export function moderation(parts) {
  const ignoring = new Ignoring(parts);
  const select = new Selecting(parts);
  new RowMenu({ ...parts, select });
  new Walking(parts);
  new Card(parts);
  new Foot({ ...parts, select });
  new SlowMode({ ...parts, form: document.getElementById("composer") });
  return (row) => {
    ignoring.row(row);
    select.row(row);
  };
}
