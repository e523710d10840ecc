// Slow mode's countdown, below the composer: how long until the next message goes out at once.

export class SlowMode {
  #timer = 0;

  constructor({ composer, form, timeline, courier, room, me, signal }) {
    Object.assign(this, { composer, until: 0 });
    if (!composer) return;
    this.slow = Number(form.dataset.slowMode) || 0;
    this.#wait(Number(form.dataset.wait) || 0);
    timeline.addEventListener("message", ({ detail: { frame } }) => {
      if (frame.type === "message.created" && frame.author.username === me.username) this.#wait(this.slow);
    }, { signal });
    courier.addEventListener("wait", ({ detail }) => {
      if (detail.room === room && detail.code === "slow_mode") this.#wait(detail.seconds);
    }, { signal });
    signal.addEventListener("abort", () => clearInterval(this.#timer));
  }

  #wait(seconds) {
    if (seconds <= 0) return;
    this.until = performance.now() + 1000 * seconds;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#show(), 1000);
    this.#show();
  }

  #show() {
    const left = Math.ceil((this.until - performance.now()) / 1000);
    if (left <= 0) clearInterval(this.#timer);
    this.composer.say(left > 0 ? `Slow mode: ${left} s` : "");
  }
}
