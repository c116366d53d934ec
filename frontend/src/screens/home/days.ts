/** The days of one currency, as the chart, the table and the CSV file read them. */
import type { Day, Money } from "../../api/types";

/** `isKnown` is false for an empty day that history has not reached: nothing is known, not zero. */
export type DayRow = {
  date: string;
  volume: Money;
  succeeded: number;
  tried: number;
  isKnown: boolean;
};

const DAY_MS = 86_400_000;

/** Currencies of the days, the one that is on most of them first. */
export function currencies(days: Day[]): string[] {
  const seen = new Map<string, number>();
  for (const { currency } of days.flatMap((day) => day.volume)) {
    seen.set(currency, (seen.get(currency) ?? 0) + 1);
  }
  return [...seen.keys()].sort(
    (one, other) => (seen.get(other) ?? 0) - (seen.get(one) ?? 0) || one.localeCompare(other),
  );
}

/** One row a day; a day without a payment in the currency is zero, not missing. */
export function rows(days: Day[], currency: string, knownFrom: number): DayRow[] {
  const first = days.findIndex((day) => day.tried > 0);
  return days.map(({ date, volume, succeeded, tried }, index) => ({
    date,
    isKnown: tried > 0 || (first >= 0 && index > first) || Date.parse(date) + DAY_MS > knownFrom,
    volume: volume.find((money) => money.currency === currency) ?? { amount: 0, currency },
    succeeded,
    tried,
  }));
}

/** The same money in the order of `order`, what is not in it last. */
export function ordered(money: Money[], order: string[]): Money[] {
  const place = ({ currency }: Money) => (order.indexOf(currency) + 1 || order.length + 1);
  return [...money].sort((one, other) => place(one) - place(other));
}
