/** Calendar days of a zone: which day a moment belongs to, and when a day begins there.
 *
 * A day is written `2026-11-21`; a zone is an IANA name.
 */
import { wall } from "./wall.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The day the zone's clock shows at `at`. */
export function dayIn(at: Date, zone: string): string {
  const { year, month, day } = wall(at, zone);
  return iso(Date.UTC(year, month, day));
}

/** The first moment of `day` in `zone`: midnight, or what comes after it where clocks skip midnight.
 * Clocks differ from UTC by whole minutes and by at most 14 hours, and the calendar there only goes
 * forward: the moment is found by halving. */
export function startOf(day: string, zone: string): Date {
  let before = Date.parse(`${day}T00:00:00Z`) - DAY_MS;
  let after = before + 2 * DAY_MS;
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS;
    if (dayIn(new Date(middle), zone) < day) before = middle;
    else after = middle;
  }
  return new Date(after);
}

export function plusDays(day: string, days: number): string {
  return iso(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** How many days of the zone a half-open time touches, whatever its clocks do meanwhile. */
export function daysOf({ start, end }: { start: string; end: string }, zone: string): number {
  const last = new Date(Date.parse(end) - 1);
  const [from, to] = [dayIn(new Date(start), zone), dayIn(last, zone)].map((day) => Date.parse(day));
  return from === undefined || to === undefined ? 0 : Math.round((to - from) / DAY_MS) + 1;
}

/** The first day of the month of `day`, `months` later. */
export function monthOf(day: string, months = 0): string {
  return iso(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months, 1));
}

export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && iso(at) === text;
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
