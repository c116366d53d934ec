/** What to do about a decline, and whether trying the same card again helps: the API's own table (a test compares). */
import ADVICE from "./advice.json" with { type: "json" };

type Code = { advice: string; hard: boolean | null };

/** `hard`: trying the same card again does not help; null: not known. */
export type Advice = { todo: string; hard: boolean | null };

const LOOK = "Ask the customer for another way to pay, or look the code up with Stripe.";

/** Without a code the bank said no and gave no reason. */
export function advised(code: string | null | undefined): Advice {
  const codes: Readonly<Record<string, Code>> = ADVICE.codes;
  const name = code || "card_declined";
  const found = Object.hasOwn(codes, name) ? codes[name] : undefined;
  if (found === undefined) return { todo: LOOK, hard: null };
  const sentences: Readonly<Record<string, string>> = ADVICE.advice;
  return { todo: sentences[found.advice] ?? LOOK, hard: found.hard };
}
