/** The kinds of things: as headings, in sentences, and how an event came to us. */
import { plain, wordsFor } from "./plain.ts";

const RESOURCES = {
  balance_transactions: "Balance entries",
  balance_entries: "Balance entries",
  payment_intents: "Payments",
  charges: "Tries",
  events: "Activity log",
  "radar/early_fraud_warnings": "Fraud warnings",
  early_fraud_warnings: "Fraud warnings",
};

const VIA = { webhook: "by webhook", poll: "by checking", import: "by import" };

/** `balance_transactions` is "Balance entries"; else the words of the name's last part. */
export function resourceName(resource: string): string {
  if (Object.hasOwn(RESOURCES, resource)) return wordsFor(RESOURCES, resource);
  return plain(resource.split("/").at(-1) ?? resource);
}

/** "by webhook", "by checking". */
export function via(source: string): string {
  return Object.hasOwn(VIA, source) ? wordsFor(VIA, source) : source.replaceAll("_", " ");
}
