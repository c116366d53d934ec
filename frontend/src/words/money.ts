/** What moved money in the balance, and what people paid with. */
import { optionsOf, plain, wordsFor } from "./plain.ts";
import SLICES from "./slices.json" with { type: "json" };

/** A card whose brand nobody told is a card. */
const BRANDS: Readonly<Record<string, string>> = { ...SLICES.scheme, unknown: "Card" };

const SHORT = { amex: "Amex", cartes_bancaires: "CB", diners: "Diners", eftpos_au: "eftpos" };

export const category = (name: string) => wordsFor(SLICES.category, name);
export const brand = (name: string) => wordsFor(BRANDS, name);
export const method = (name: string) => wordsFor(SLICES.method, name);

/** All brands, for a filter. */
export const brands = () => optionsOf(BRANDS);

/** All ways to pay, for a filter. */
export const methods = () => optionsOf(SLICES.method);

type Paid = { method?: string | null; card_brand?: string | null; card_last4?: string | null };

/** "Visa ending 4242", "SEPA Direct Debit"; null where nothing is known. `short` where there is little room: "Amex". */
export function paidWith({ method: name, card_brand, card_last4 }: Paid, short = false): string | null {
  if (card_last4) {
    const called = card_brand && short ? wordsFor({ ...BRANDS, ...SHORT }, card_brand) : null;
    return `${called ?? (card_brand ? brand(card_brand) : "Card")} ending ${card_last4}`;
  }
  if (card_brand) return brand(card_brand);
  return name ? method(name) : null;
}

/** "Germany" of `de`; a code nobody knows is shown as it is. */
export function country(code: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "region" }).of(code.toUpperCase()) ?? code;
  } catch {
    return plain(code);
  }
}
