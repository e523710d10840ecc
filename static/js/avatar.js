// A person's initials on their colour, as the server's `hue` and `initials` filters make them.

import { element } from "./element.js";

const HUES = 12;

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

export function hue(username) {
  return crc32(new TextEncoder().encode(username)) % HUES;
}

export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const picked = words.length > 1 && /^[\p{L}\p{N}]/u.test(words[0]) ? [words[0], words.at(-1)] : words.slice(0, 1);
  return picked.map((word) => [...word][0]).join("").toUpperCase();
}

export function avatar(person, size = "") {
  const classes = ["avatar", size && `avatar-${size}`, `av-${hue(person.username)}`].filter(Boolean).join(" ");
  return element("span", { class: classes, "aria-hidden": "true", title: person.name }, initials(person.name));
}
