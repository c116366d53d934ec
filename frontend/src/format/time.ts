/** Times in the viewer's zone, and the same in UTC for whoever hovers. `now` is always passed in. */

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `just now`, `12 s ago` under an hour, `14:05` today, `18 Nov, 14:05` before, with the year when it differs. */
export function ago(then: string, now: Date): string {
  const at = new Date(then);
  const past = now.getTime() - at.getTime();
  if (past < HOUR && past > -MINUTE) return elapsed(Math.max(past, 0));
  if (dayKey(at) === dayKey(now)) return clock(at);
  return `${date(at, now)}, ${clock(at)}`;
}

/** `2026-11-19 11:22:05 UTC`. */
export function utc(then: string): string {
  return `${new Date(then).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `3 Mar 2021`; the year only when it is not this one. */
export function date(at: Date, now: Date): string {
  const year = at.getFullYear() === now.getFullYear() ? "" : ` ${at.getFullYear()}`;
  return `${at.getDate()} ${MONTHS[at.getMonth()]}${year}`;
}

/** `Fri 6 Nov` of a calendar day `2026-11-06`, whatever the zone. */
export function day(calendar: string): string {
  const at = new Date(`${calendar}T00:00:00Z`);
  return `${WEEKDAYS[at.getUTCDay()]} ${shortDay(calendar)}`;
}

/** `6 Nov` of a calendar day. */
export function shortDay(calendar: string): string {
  const at = new Date(`${calendar}T00:00:00Z`);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
}

/** `1–21 Nov` of a half-open period: its end is the first moment that no longer counts. */
export function span(period: { start: string; end: string }): string {
  const from = new Date(period.start);
  const to = new Date(new Date(period.end).getTime() - 1);
  const last = `${to.getDate()} ${MONTHS[to.getMonth()]}`;
  if (dayKey(from) === dayKey(to)) return last;
  if (from.getMonth() === to.getMonth()) return `${from.getDate()}–${last}`;
  return `${from.getDate()} ${MONTHS[from.getMonth()]} – ${last}`;
}

/** `Sun 23 Nov, 23:59 GMT+1`: a deadline says its day, hour and zone. */
export function deadline(then: string): string {
  const at = new Date(then);
  const zone = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value;
  return `${WEEKDAYS[at.getDay()]} ${at.getDate()} ${MONTHS[at.getMonth()]}, ${clock(at)} ${zone ?? ""}`.trim();
}

/** `2 d 9 h`, `4 h 10 min`, `35 s`: what is left, in its two largest units. */
export function left(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.max(0, Math.round(milliseconds / SECOND))} s`;
  if (milliseconds < HOUR) return two(milliseconds, MINUTE, "min", SECOND, "s");
  if (milliseconds < DAY) return two(milliseconds, HOUR, "h", MINUTE, "min");
  return two(milliseconds, DAY, "d", HOUR, "h");
}

function two(span: number, large: number, name: string, small: number, rest: string): string {
  const many = Math.floor(span / large);
  const few = Math.floor((span % large) / small);
  return few === 0 || many >= 10 ? `${many} ${name}` : `${many} ${name} ${few} ${rest}`;
}

function elapsed(past: number): string {
  if (past < SECOND) return "just now";
  return past < MINUTE ? `${Math.floor(past / SECOND)} s ago` : `${Math.floor(past / MINUTE)} min ago`;
}

function clock(at: Date): string {
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

function dayKey(at: Date): string {
  return `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
}
