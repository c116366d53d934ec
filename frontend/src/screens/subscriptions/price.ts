/** What a subscription costs, from its items. */
import type { Money } from "../../api/types.ts";
import { added, text, times, type Amount } from "../../format/money.ts";

type Item = {
  unit_amount?: unknown;
  quantity?: unknown;
  interval?: unknown;
  interval_count?: unknown;
};

/** "$29.00 a month", "$29.00 a month × 2", "€90.00 every 3 months"; several items add up where they are of
 * one currency and one period. Null where a price is tiered, by use, or not known. */
export function price(items: readonly Item[]): string | null {
  const parts = items.map(partOf);
  const [first] = parts;
  if (!first) return null;
  if (parts.length === 1) {
    const many = first.quantity === 1 ? "" : ` × ${first.quantity}`;
    return `${text(first.each)} ${first.period}${many}`;
  }
  let amount: Amount = 0;
  for (const part of parts) {
    if (part === null || part.period !== first.period || part.each.currency !== first.each.currency) return null;
    amount = added(amount, times(part.each.amount, part.quantity));
  }
  return `${text({ amount, currency: first.each.currency })} ${first.period}`;
}

type Part = { each: Money; quantity: number; period: string };

function partOf({ unit_amount, quantity, interval, interval_count }: Item): Part | null {
  if (!isMoney(unit_amount) || typeof interval !== "string") return null;
  const many = typeof interval_count === "number" ? interval_count : 1;
  return {
    each: unit_amount,
    quantity: Number.isSafeInteger(quantity) ? (quantity as number) : 1,
    period: many === 1 ? `a ${interval}` : `every ${many} ${interval}s`,
  };
}

function isMoney(value: unknown): value is Money {
  if (typeof value !== "object" || value === null) return false;
  const { amount, currency } = value as Partial<Money>;
  return (typeof amount === "number" || typeof amount === "bigint") && typeof currency === "string";
}
