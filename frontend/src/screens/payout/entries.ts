/** What an entry of a payout is about: whose, and how it was paid. */
import type { HeldEntry } from "../../api/types.ts";
import { text } from "../../format/money.ts";
import { date } from "../../format/time.ts";
import { paidWith } from "../../words/money.ts";

/** The customer's name; for an entry without a payment what Stripe wrote beside it. */
export function whose({ payment, description }: HeldEntry): string {
  if (payment) return payment.name ?? payment.email ?? payment.customer ?? "Guest";
  return description ?? "";
}

/** "Visa ending 4417" of a payment; "of 9 Nov, $64.00" of what happened to one later. */
export function origin({ payment, category }: HeldEntry, now: Date, zone: string): string {
  if (!payment) return "";
  if (category === "charge") return paidWith(payment) ?? "";
  const when = payment.created ? date(new Date(payment.created), now, zone) : "";
  return `of ${[when, payment.amount && text(payment.amount)].filter(Boolean).join(", ")}`;
}
