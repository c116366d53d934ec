/** One difference that a comparison found, in words, both sides. */

export type Difference = { kind: string; id: string; field: string; ours: unknown; theirs: unknown };

const UNREADABLE = "cannot be read here";
const LONG = 60;
const SUMS = /^(amount|fee|net|total|unit_amount)/;

/** What follows the id and the kind: `: amount, here 5, in Stripe 7`. */
export function said({ field, ours, theirs }: Difference): string {
  if (field) {
    const unit = SUMS.test(field) && typeof theirs === "number" ? " (in the currency’s smallest unit)" : "";
    return `: ${field.replaceAll("_", " ")}${unit}, here ${value(ours)}, in Stripe ${value(theirs)}`;
  }
  if (ours === UNREADABLE) return ": damaged here, it cannot be read";
  return theirs === null ? ": here only, not in Stripe" : ": in Stripe, missing here";
}

function value(told: unknown): string {
  if (told === null || told === undefined || told === "") return "nothing";
  const text = typeof told === "object" ? JSON.stringify(told) : String(told);
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}
