// A quote names its source's seq and follows its edits and its deletion, wherever the source itself is.

const LONGEST = 120; // code points, as the server's `excerpt` counts
const INLINE = "a, strong, em, s, code, span";

// One line of plain text, cut between words.
export function excerpt(body) {
  const copy = body.cloneNode(true);
  for (const block of copy.querySelectorAll(`:not(${INLINE})`)) {
    block.before(" ");
    block.prepend(" ");
    block.append(" ");
    block.after(" ");
  }
  const text = copy.textContent.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();
  const points = [...text];
  return points.length <= LONGEST ? text : cut(points.slice(0, LONGEST - 1));
}

function cut(points) {
  const end = points.lastIndexOf(" ");
  const kept = (end >= (LONGEST * 4) / 5 ? points.slice(0, end) : points).join("");
  return `${kept.replace(/[\u200d\ufe0f\u20e3]+$/, "").replace(/[ ,;:-]+$/, "")}…`;
}

export function followSource(root, seq, source) {
  const quotes = root.querySelectorAll(`[data-quote="${seq}"]`);
  if (!quotes.length) return;
  const deleted = source.hasAttribute("data-deleted");
  const body = source.querySelector(".body");
  const text = deleted || !body ? "Message deleted" : excerpt(body);
  for (const quote of quotes) {
    const line = quote.querySelector(".quote-excerpt");
    if (!line) continue;
    line.textContent = text;
    line.classList.toggle("is-deleted", deleted);
  }
}
