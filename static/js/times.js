// Times as this reader's clock shows them: the profile's time zone, or the browser's.

const LOCALE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang || undefined;

function zone() {
  const chosen = document.body.dataset.timezone;
  if (!chosen || chosen === "UTC") return undefined;
  try {
    return new Intl.DateTimeFormat(LOCALE, { timeZone: chosen }).resolvedOptions().timeZone;
  } catch {
    return undefined; // a zone that this browser does not know
  }
}

const timeZone = zone();
const format = (options) => new Intl.DateTimeFormat(LOCALE, { timeZone, ...options });
const clock = format({ hour: "2-digit", minute: "2-digit" });
const full = format({ dateStyle: "full", timeStyle: "short" });
const dayKey = format({ year: "numeric", month: "2-digit", day: "2-digit" });
const thisYear = format({ weekday: "long", day: "numeric", month: "long" });
const otherYear = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const date = format({ dateStyle: "medium" });
const moment = format({ dateStyle: "medium", timeStyle: "short" });
const ago = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
const UNITS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

export const at = (when) => clock.format(when);
export const inFull = (when) => full.format(when);
export const dayOf = (when) => dayKey.format(when);

export function dayName(when) {
  const now = new Date();
  if (dayOf(when) === dayOf(now)) return "Today";
  if (dayOf(when) === dayOf(new Date(now - 86400000))) return "Yesterday";
  return (when.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(when);
}

export function relative(when) {
  const seconds = (when - Date.now()) / 1000;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? [];
  return unit ? ago.format(Math.trunc(seconds / length), unit) : "just now";
}

// Every other time of a page: what is marked as relative, and plain dates. Titles tell the rest.
export function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]:not(.message time):not(.day time)")) {
    const when = new Date(time.dateTime);
    if (Number.isNaN(when.valueOf()) || !time.dateTime.includes("T")) continue;
    time.title = inFull(when);
    if (time.hasAttribute("data-clock")) time.textContent = moment.format(when);
    else time.textContent = time.hasAttribute("data-relative") ? relative(when) : date.format(when);
  }
}
