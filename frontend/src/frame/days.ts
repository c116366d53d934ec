/** The days of a period in words. */
import { shortDay } from "../format/time.ts";
import type { Period } from "../state/periods";

/** "1 – 21 Nov", "22 Aug – 19 Nov", "21 Nov", "since 1 Mar 2024"; empty for all of time.
 * A side that is open ends `today`; the year is said where it is not this one. */
export function daysSaid({ from, until }: Period["days"], today: string): string {
  if (from === null && until === null) return "";
  if (from === null) return `until ${said(until ?? today, today)}`;
  if (until === null && from > today) return `since ${said(from, today)}`;
  const last = until ?? today;
  if (from === last) return said(last, today);
  const isOneMonth = from.slice(0, 7) === last.slice(0, 7);
  const isOneYear = from.slice(0, 4) === last.slice(0, 4);
  if (isOneMonth) return `${Number(from.slice(8))} – ${said(last, today)}`;
  return `${said(from, isOneYear ? from : today)} – ${said(last, today)}`;
}

/** "this month", "in the last 7 days", "in this period, 1 – 31 Jan 2024": the end of a sentence. */
export function during({ name, label, days }: Period, today: string): string {
  if (name === "own") return `in this period, ${daysSaid(days, today)}`;
  return /^Last \d/.test(label) ? `in the ${label.toLowerCase()}` : label.toLowerCase();
}

function said(day: string, today: string): string {
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  return isThisYear ? shortDay(day) : `${shortDay(day)} ${day.slice(0, 4)}`;
}
