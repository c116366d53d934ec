/** The parts of a period, of one currency, as the chart, the table and the CSV file read them. */
import type { Day, Money } from "../../api/types";

/** `isKnown` is false for an empty part that history has not reached: nothing is known, not zero. */
export type DayRow = {
  volume: Money;
  succeeded: number;
  tried: number;
  isKnown: boolean;
};

/** Currencies of the parts: the usual one, then the one that is in most of them. */
export function currencies(days: readonly Day[], usual: string | null = null): string[] {
  const seen = new Map<string, number>();
  for (const { currency } of days.flatMap((day) => day.volume)) {
    seen.set(currency, (seen.get(currency) ?? 0) + 1);
  }
  const rank = (currency: string) => (currency === usual ? Infinity : (seen.get(currency) ?? 0));
  return [...seen.keys()].sort((one, other) => rank(other) - rank(one) || one.localeCompare(other));
}

/** One row a part; a part without a payment in the currency is zero, not missing. */
export function rows(days: readonly Day[], currency: string, knownFrom: number): DayRow[] {
  const first = days.findIndex((day) => day.tried > 0);
  return days.map(({ end, volume, succeeded, tried }, index) => ({
    isKnown: tried > 0 || (first >= 0 && index > first) || Date.parse(end) > knownFrom,
    volume: volume.find((money) => money.currency === currency) ?? { amount: 0, currency },
    succeeded,
    tried,
  }));
}

/** The same money in the order of `order`, what is not in it last. */
export function ordered(money: readonly Money[], order: readonly string[]): Money[] {
  const place = ({ currency }: Money) => order.indexOf(currency) + 1 || order.length + 1;
  return [...money].sort((one, other) => place(one) - place(other));
}
