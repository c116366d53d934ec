/** An event in a line of the list. */
import type { Money, StripeEvent } from "../../api/types.ts";
import { size } from "../../format/money.ts";
import { plain, upper } from "../../words/plain.ts";
import { waited } from "../story/happened.ts";

const MS = 1_000;
type Said = NonNullable<StripeEvent["sentence"]>;

/** Its sentence with who it is about; else what happened to its object; else its type in words. */
export function told({ sentence, says, type }: Pick<StripeEvent, "sentence" | "says" | "type">): string {
  if (sentence === null) return says === null ? plain(type) : upper(says);
  return [sentence.who, sentence.text].filter(Boolean).join(" ");
}

/** Money given back leaves the account, and says so; a refund that failed has left nothing. */
export function moneyOf({ icon, tone, amount }: Pick<Said, "icon" | "tone" | "amount">): Money | null {
  return amount && icon === "refund" && tone !== "bad" ? { ...amount, amount: -size(amount.amount) } : amount;
}

/** How long it took from Stripe to here: "< 1 s", "3 min". */
export function delayOf({ created, received_at }: Pick<StripeEvent, "created" | "received_at">): string {
  const seconds = (new Date(received_at).getTime() - new Date(created).getTime()) / MS;
  return seconds < 1 ? "< 1 s" : waited(seconds);
}
