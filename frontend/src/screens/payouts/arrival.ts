/** The day a payout reaches the bank: a calendar day, whatever the viewer's zone. */
import { day, shortDay } from "../../format/time.ts";

const CALENDAR = 10;
const YEAR = 4;

/** `Thu 19 Nov`, with the year when it is another than `now`'s. */
export function arrivalDay(arrival: string, now: Date): string {
  return withYear(day(arrival.slice(0, CALENDAR)), arrival, now);
}

/** `19 Nov`, for small places. */
export function arrivalShort(arrival: string, now: Date): string {
  return withYear(shortDay(arrival.slice(0, CALENDAR)), arrival, now);
}

function withYear(words: string, arrival: string, now: Date): string {
  const year = arrival.slice(0, YEAR);
  return year === String(now.getUTCFullYear()) ? words : `${words} ${year}`;
}
