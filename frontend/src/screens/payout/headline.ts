/** A payout in a sentence. `day` is its day at the bank. */
import type { Payout } from "../../api/types.ts";

export function headline(payout: Payout, day: string): string {
  const isTaken = (payout.amount?.amount ?? 0) < 0;
  switch (payout.status) {
    case "paid":
      return isTaken ? `Taken from your bank account on ${day}` : `Sent to your bank, there on ${day}`;
    case "pending":
    case "in_transit":
      return isTaken ? `Will be taken from your bank account on ${day}` : `Expected at your bank on ${day}`;
    case "failed":
      return "The bank sent it back; the money is in your Stripe balance again";
    case "canceled":
      return "Canceled before it was sent; the money is in your Stripe balance";
    default:
      return `Day at the bank: ${day}`;
  }
}
