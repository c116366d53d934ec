/** Why a payment failed, in plain words: the same table as the API's sentences (a test compares them). */
import DECLINES from "./declines.json" with { type: "json" };
import { plain, upper } from "./plain.ts";

/** The filter value of failed payments that give no code. */
export const NONE_GIVEN = "none";

/** "Not enough money on the card"; a code without words is shown as it is. */
export function declined(code: string | null | undefined): string {
  if (!code) return "No reason given";
  const table: Readonly<Record<string, string>> = DECLINES;
  const words = Object.hasOwn(table, code) ? table[code] : undefined;
  return words ? upper(words) : plain(code);
}

/** All decline codes with their words, and none at all, for a filter. */
export function declines(): { value: string; title: string }[] {
  const codes = Object.keys(DECLINES).map((value) => ({ value, title: declined(value) }));
  return [...codes, { value: NONE_GIVEN, title: declined(null) }];
}
