// HTTP as the page speaks it: JSON in answer to writes, fragments of history, and one kind of failure.

import { parsed } from "./element.js";

const RETRYABLE = new Set(["rate_limited", "slow_mode", "unavailable", "offline"]);

const AGAIN = 2000; // milliseconds

export class Refusal extends Error {
  constructor({ code, detail, status = 0, retryAfter = null }) {
    super(detail);
    Object.assign(this, { code, detail, status, retryAfter });
  }

  get mayPass() {
    return RETRYABLE.has(this.code) || this.status >= 500;
  }
}

export async function post(path, fields = {}, { keepalive = false } = {}) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const response = await attempt(path, { method: "POST", body: new URLSearchParams(fields), headers, keepalive });
  const answer = await response.json();
  if (response.status === 202 && answer.code) throw new Refusal({ ...answer, status: 202 }); // held: no message was made
  return answer;
}

export async function getText(path, accept, signal) {
  const response = await attempt(path, { headers: { Accept: accept }, signal });
  return response.text();
}

// The first few members of a room whose usernames begin so.
export async function membersCalled(room, word) {
  const query = new URLSearchParams({ after: word, limit: 10 });
  const { members } = JSON.parse(await getText(`/api/v1/rooms/${room}/members?${query}`, "application/json"));
  return members.filter(({ username }) => username.startsWith(word));
}

// One page of a room's history: the newest, or the one `before`, `after` or `around` a seq.
export async function getPage(room, selector = {}, signal = undefined) {
  const query = new URLSearchParams(selector).toString();
  const html = await getText(`/rooms/${room}/messages/${query && `?${query}`}`, "text/html", signal);
  const content = parsed(html);
  const page = content.querySelector(".page");
  if (!page) throw new Refusal({ code: "unauthenticated", detail: "Sign in again.", status: 401 });
  return {
    rows: [...content.querySelectorAll(".message[data-seq]")],
    version: Number(page.dataset.version),
    moreBefore: page.dataset.moreBefore === "true",
    moreAfter: page.dataset.moreAfter === "true",
  };
}

// The same, tried until there is an answer. Rejects with a refusal that stands, or when `signal` aborts.
export async function getPageAtLast(room, selector, signal) {
  for (;;) {
    try {
      return await getPage(room, selector, signal);
    } catch (error) {
      if (!error.mayPass) throw error;
      await new Promise((resume) => setTimeout(resume, AGAIN));
    }
  }
}

async function attempt(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal({ code: "offline", detail: "The server cannot be reached." });
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response) {
  const { status } = response;
  const told = await response.json().catch(() => ({}));
  const code = told.code ?? (status >= 500 ? "unavailable" : "refused");
  const detail = told.detail ?? `The server refused (${status}).`;
  const wait = Number(response.headers.get("Retry-After")) || told.retry_after || null;
  return new Refusal({ code, detail, status, retryAfter: wait });
}
