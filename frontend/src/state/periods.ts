/** The periods a screen can be about: their names, their words, and the days they hold.
 *
 * A running period has no end: it holds what comes in while one looks. Days are those of the zone.
 */
import { dayIn, isDay, monthOf, plusDays, startOf } from "../format/zone.ts";

export const PERIODS = {
  today: "Today",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
  month: "This month",
  "last-month": "Last month",
  year: "This year",
  all: "All time",
} as const;

export type PeriodName = keyof typeof PERIODS;

/** `days`: the first and the last day, both inside; null where it is open on that side.
 * `from` belongs to the period, `until` is the first moment that does not. */
export type Period = {
  name: PeriodName | "own";
  label: string;
  days: { from: string | null; until: string | null };
  from: Date | null;
  until: Date | null;
  query: { created_from?: string; created_until?: string };
};

type Days = Period["days"];
type Said = { period: string | null; from: string | null; until: string | null };

/** The period an address asks for; `fallback` where it asks for none, or for one that does not exist. */
export function periodOf(said: Said, fallback: PeriodName, now: Date, zone: string): Period {
  const own = ownDays(said);
  if (own !== null) return period("own", "Own dates", own, zone);
  const name = isPeriod(said.period) ? said.period : fallback;
  return period(name, PERIODS[name], daysOf(name, dayIn(now, zone)), zone);
}

export function isPeriod(name: string | null): name is PeriodName {
  return name !== null && Object.hasOwn(PERIODS, name);
}

/** The days of a named period as seen on the day `today`. */
export function daysOf(name: PeriodName, today: string): Days {
  switch (name) {
    case "today":
      return { from: today, until: null };
    case "7d":
      return { from: plusDays(today, -6), until: null };
    case "30d":
      return { from: plusDays(today, -29), until: null };
    case "90d":
      return { from: plusDays(today, -89), until: null };
    case "month":
      return { from: monthOf(today), until: null };
    case "last-month":
      return { from: monthOf(today, -1), until: plusDays(monthOf(today), -1) };
    case "year":
      return { from: `${today.slice(0, 4)}-01-01`, until: null };
    case "all":
      return { from: null, until: null };
  }
}

/** Own days of an address, in their order; null where there are none that are days. */
function ownDays({ from, until }: Said): Days | null {
  const first = from !== null && isDay(from) ? from : null;
  const last = until !== null && isDay(until) ? until : null;
  if (first === null && last === null) return null;
  if (first !== null && last !== null && first > last) return { from: last, until: first };
  return { from: first, until: last };
}

function period(name: Period["name"], label: string, days: Days, zone: string): Period {
  const from = days.from === null ? null : startOf(days.from, zone);
  const until = days.until === null ? null : startOf(plusDays(days.until, 1), zone);
  const query: Period["query"] = {};
  if (from !== null) query.created_from = moment(from);
  if (until !== null) query.created_until = moment(until);
  return { name, label, days, from, until, query };
}

/** RFC 3339 to the second, which is as exact as the start of a day gets. */
function moment(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
