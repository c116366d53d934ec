/** Where the fields of a network's alert stand, as the form has them. */
import type { Network } from "./shapes";

export const FIELDS = [
  { field: "alert_id", title: "The alert's own id", hint: "Needed: the same alert is not taken twice." },
  { field: "amount_major", title: "Amount, as people write it", hint: "49.90 or $49.90." },
  { field: "amount", title: "Amount, in the smallest unit", hint: "4990 for 49.90. One of the two is enough." },
  { field: "currency", title: "Currency", hint: "Three letters, as in USD." },
  { field: "card_last4", title: "Last digits of the card", hint: "A whole number with hidden digits will do." },
  { field: "card_bin", title: "First digits of the card", hint: "The same place as the last ones, if it holds both." },
  { field: "transaction_at", title: "When it was paid", hint: "2026-11-02T12:00:00Z, or seconds." },
  { field: "descriptor", title: "Text on the statement", hint: "Decides between payments that are alike." },
  { field: "arn", title: "Reference of the bank (ARN)", hint: "Shown with the alert." },
  { field: "type", title: "Kind of alert", hint: "Shown with the alert." },
] as const;

/** By field; those of a new network stand under their own names until a sample says otherwise. */
export function mappingOf(network: Network | null): Record<string, string> {
  const known = new Map(network?.mapping.map((one) => [one.field, one.path]));
  return Object.fromEntries(FIELDS.map(({ field }) => [field, network ? (known.get(field) ?? "") : field]));
}
