/** What of the payments in a payout went into fees. */
import type { PayoutStory } from "../../api/types.ts";
import { text, type Amount } from "../../format/money.ts";

/** In minor units; null where there were no payments. */
export function feesOf({ categories }: PayoutStory): { fee: Amount; gross: Amount; words: string } | null {
  const charges = categories.find((one) => one.category === "charge");
  if (!charges || charges.gross.amount <= 0 || charges.fee.amount < 0) return null;
  return { fee: charges.fee.amount, gross: charges.gross.amount, words: text(charges.gross) };
}
