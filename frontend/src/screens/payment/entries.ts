/** What is to say about the balance entries of a payment beside their figures. */
import type { Money, PaymentStory } from "../../api/types.ts";
import { added, text } from "../../format/money.ts";
import { counted } from "../../format/rate.ts";
import { listed } from "../../words/plain.ts";

type Entry = PaymentStory["entries"][number];
type Asked = Pick<PaymentStory, "entries" | "refunds"> & {
  payment: Pick<PaymentStory["payment"], "amount_captured">;
};

const GIVEN: readonly string[] = ["succeeded", "pending"];

/** What moved money, but has no entry here yet; null when nothing is missing. Stripe tells an entry some
 * time after the deed, and a key may not read them. */
export function missing({ payment, entries, refunds }: Asked): string | null {
  const found: string[] = [];
  const has = (kind: string) => entries.filter((one) => one.kind === kind).length;
  if ((payment.amount_captured?.amount ?? 0) > 0 && has("charge") === 0) found.push("the payment itself");
  const given = refunds.filter((one) => GIVEN.includes(one.status)).length - has("refund");
  if (given > 0) found.push(counted(given, "refund"));
  return found.length === 0 ? null : `Not in it yet: ${listed(found)}. Stripe tells the entry later.`;
}

/** "Stripe processing fees $0.82, tax on fees $0.10": what the fees are made of, like with like. */
export function fees(entries: readonly Entry[]): string | null {
  const sums = new Map<string, Money>();
  for (const part of entries.flatMap((one) => one.fee_details)) {
    const words = part.description ?? part.words;
    const key = `${words}/${part.amount.currency}`;
    const amount = added(sums.get(key)?.amount ?? 0, part.amount.amount);
    sums.set(key, { amount, currency: part.amount.currency });
  }
  const parts = [...sums].map(([key, sum]) => `${key.slice(0, key.lastIndexOf("/"))} ${text(sum)}`);
  return parts.length === 0 ? null : `Fees: ${parts.join(", ")}.`;
}

/** "Stripe keeps the fee when you refund." where that is what happened. */
export function keptFee(entries: readonly Entry[]): boolean {
  const refunds = entries.filter((one) => one.kind === "refund");
  const paid = entries.some((one) => one.kind === "charge" && one.fee.amount > 0);
  return paid && refunds.length > 0 && refunds.every((one) => one.fee.amount === 0);
}

/** "1 EUR = 1.0812 USD" for what was paid in another currency than it was settled in. */
export function rate(entries: readonly Entry[], paid: string): string | null {
  const changed = entries.find((one) => one.kind === "charge" && one.exchange_rate !== null);
  if (changed === undefined || changed.gross.currency === paid) return null;
  const [from, to] = [paid, changed.gross.currency].map((one) => one.toUpperCase());
  return `Changed at 1 ${from} = ${changed.exchange_rate} ${to}.`;
}
