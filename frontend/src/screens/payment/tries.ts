/** The tries of a payment as points: why each failed, what to do, and what was checked. */
import type { PaymentStory } from "../../api/types.ts";
import { country } from "../../words/money.ts";
import { upper } from "../../words/plain.ts";

type Try = PaymentStory["tries"][number];
export type Tried = {
  key: string;
  title: string;
  at: string | null;
  lines: string[];
  tone?: "good" | "bad" | "warn";
  strong: true;
};

const TONES: readonly string[] = ["good", "bad", "warn"];

/** Oldest first, as they were made. */
export function points(tries: readonly Try[]): Tried[] {
  return tries.map((one, index) => ({
    key: one.id,
    title: one.says,
    at: one.at,
    lines: lines(one, tries[index - 1] ?? null),
    ...(TONES.includes(one.tone) ? { tone: one.tone as "good" | "bad" | "warn" } : {}),
    strong: true,
  }));
}

function lines(one: Try, before: Try | null): string[] {
  const paid = paidWith(one);
  const isSame = paid !== null && before !== null && paid === paidWith(before);
  const way = isSame ? `Same ${one.method?.includes(" ending ") ? "card" : "way to pay"}` : paid;
  const code = one.code === null ? null : `Code ${one.code}`;
  return [
    sentences(way, code, one.code === null ? one.three_d_secure_words : null),
    sentences(one.means, one.advice),
    sentences(one.code === null ? null : one.three_d_secure_words, one.checks_words, one.risk_words),
  ].filter((line) => line !== "");
}

/** "Visa ending 8210, credit, issued in United States". */
function paidWith({ method, card_country }: Try): string | null {
  return method !== null && card_country ? `${method}, issued in ${country(card_country)}` : method;
}

/** Each with its full stop, one after the other. */
function sentences(...said: (string | null)[]): string {
  return said
    .flatMap((one) => (one ? upper(one) : []))
    .map((one) => (/[.!?]$/.test(one) ? one : `${one}.`))
    .join(" ");
}

/** Why there is no try, by the state of the payment. */
export function untried(status: string): string {
  switch (status) {
    case "requires_action":
      return "The customer still has to confirm the payment, as with the extra card check.";
    case "processing":
      return "The payment is on its way; the bank has not answered yet.";
    case "canceled":
      return "Canceled before anybody tried to pay.";
    default:
      return "No try to pay is known.";
  }
}
