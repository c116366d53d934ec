/** The currencies the chosen accounts deal in, the usual one first: for sums, and for a filter by amount. */
import type { Desk } from "./desk.svelte";

const COMMON = ["usd", "eur", "gbp"];

/** The currency that stands first: of the profile, else of the accounts when it is the same. */
export function usualCurrency(desk: Desk): string | null {
  const own = desk.session.value?.person?.currency;
  if (own) return own;
  const all = new Set(desk.choice.chosen.map((one) => one.currency));
  const [only] = all;
  return all.size === 1 ? (only ?? null) : null;
}

/** As Home knows them; the common ones while nothing is known. */
export function currenciesOf(desk: Desk): string[] {
  const { volume, balance } = desk.overview.value ?? { volume: [], balance: [] };
  const seen = [...volume, ...balance].map((one) => one.currency);
  const usual = usualCurrency(desk) ?? [];
  return [...new Set([usual, seen.length === 0 ? COMMON : seen].flat())];
}

/** Sums as these currencies stand, those of others behind them. */
export function inOrder<T extends { currency: string }>(desk: Desk, sums: readonly T[]): T[] {
  const order = currenciesOf(desk);
  const place = ({ currency }: T) => (order.includes(currency) ? order.indexOf(currency) : order.length);
  return sums.toSorted((one, other) => place(one) - place(other));
}
