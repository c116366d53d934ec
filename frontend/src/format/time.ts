/** Times in the viewer's zone, and the same in UTC for whoever hovers. `now` is always passed in.
 *
 * `zone` is an IANA name; without one it is the browser's own.
 */
import { wall } from "./wall.ts";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `just now`, `12 s ago` under an hour, `14:05` today, `18 Nov, 14:05` before, with the year when it differs. */
export function ago(then: string, now: Date, zone?: string): string {
  const past = now.getTime() - new Date(then).getTime();
  if (past < HOUR && past > -MINUTE) return elapsed(Math.max(past, 0));
  return moment(then, now, { zone });
}

/** `14:05` today, `18 Nov, 14:05` on another day; with seconds where their order matters. */
export function moment(
  then: string,
  now: Date,
  how: { zone?: string | undefined; seconds?: boolean; dated?: boolean } = {},
): string {
  const at = wall(new Date(then), how.zone);
  const time = how.seconds ? `${clock(at)}:${two(at.second)}` : clock(at);
  if (!how.dated && sameDay(at, wall(now, how.zone))) return time;
  return `${date(new Date(then), now, how.zone)}, ${time}`;
}

/** `2026-11-19 11:22:05 UTC`. */
export function utc(then: string): string {
  return `${new Date(then).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `3 Mar 2021`; the year only when it is not this one. */
export function date(at: Date, now: Date, zone?: string): string {
  const then = wall(at, zone);
  const year = then.year === wall(now, zone).year ? "" : ` ${then.year}`;
  return `${then.day} ${MONTHS[then.month]}${year}`;
}

/** `Fri 6 Nov` of a moment: a payout's day, a due day. */
export function weekday(at: Date, now: Date, zone?: string): string {
  return `${WEEKDAYS[wall(at, zone).weekday]} ${date(at, now, zone)}`;
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

/** `1–21 Nov` of a half-open period: its end is the first moment that no longer counts. Where the period
 * touches another year than `now`'s, years stand there too. */
export function span(period: { start: string; end: string }, zone?: string, now?: Date): string {
  const from = wall(new Date(period.start), zone);
  const to = wall(new Date(new Date(period.end).getTime() - 1), zone);
  const years = from.year !== to.year || (now && to.year !== wall(now, zone).year);
  const last = `${to.day} ${MONTHS[to.month]}${years ? ` ${to.year}` : ""}`;
  if (sameDay(from, to)) return last;
  if (from.month === to.month && from.year === to.year) return `${from.day}–${last}`;
  const year = from.year === to.year ? "" : ` ${from.year}`;
  return `${from.day} ${MONTHS[from.month]}${year} – ${last}`;
}

/** `Sun 23 Nov, 23:59 GMT+1`: a deadline says its day, hour and zone. */
export function deadline(then: string, zone?: string): string {
  const at = wall(new Date(then), zone);
  const name = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short", timeZone: zone })
    .formatToParts(new Date(then))
    .find((part) => part.type === "timeZoneName")?.value;
  return `${WEEKDAYS[at.weekday]} ${at.day} ${MONTHS[at.month]}, ${clock(at)} ${name ?? ""}`.trim();
}

/** `2 d 9 h`, `4 h 10 min`, `35 s`: what is left, in its two largest units. */
export function left(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.max(0, Math.round(milliseconds / SECOND))} s`;
  if (milliseconds < HOUR) return pair(milliseconds, MINUTE, "min", SECOND, "s");
  if (milliseconds < DAY) return pair(milliseconds, HOUR, "h", MINUTE, "min");
  return pair(milliseconds, DAY, "d", HOUR, "h");
}

/** How long work will go on, which nobody knows to the second: "about 2 min left", "almost done". */
export function remaining(seconds: number): string {
  if (seconds < 2) return "almost done";
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s left`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${Math.round(seconds / 3600)} h left`;
}

function pair(span: number, large: number, name: string, small: number, rest: string): string {
  const many = Math.floor(span / large);
  const few = Math.floor((span % large) / small);
  return few === 0 || many >= 10 ? `${many} ${name}` : `${many} ${name} ${few} ${rest}`;
}

function elapsed(past: number): string {
  if (past < SECOND) return "just now";
  return past < MINUTE ? `${Math.floor(past / SECOND)} s ago` : `${Math.floor(past / MINUTE)} min ago`;
}

function clock(at: { hour: number; minute: number }): string {
  return `${two(at.hour)}:${two(at.minute)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

type Day = { year: number; month: number; day: number };

function sameDay(one: Day, other: Day): boolean {
  return one.year === other.year && one.month === other.month && one.day === other.day;
}
