/** The currencies an account deals in, for a filter by amount: as Home knows them, the usual one first. */
import type { Overview } from "../api/types";

const USUAL = ["usd", "eur", "gbp"];

export function currenciesOf(overview: Overview | null): string[] {
  if (overview === null) return USUAL;
  const seen = [...overview.volume, ...overview.balance].map((one) => one.currency);
  return seen.length === 0 ? USUAL : [...new Set(seen)];
}
