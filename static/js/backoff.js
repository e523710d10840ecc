// Exponential backoff with full jitter: a thousand tabs that lost one server do not come back at once.

const BASE = 500; // milliseconds
const CAP = 15000;

export class Backoff {
  constructor(random = Math.random) {
    this.attempt = 0;
    this.random = random;
  }

  next() {
    const ceiling = Math.min(CAP, BASE * 2 ** this.attempt);
    this.attempt += 1;
    return this.random() * ceiling;
  }

  reset() {
    this.attempt = 0;
  }
}
