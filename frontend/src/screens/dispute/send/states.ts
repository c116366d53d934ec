/** A sending in words: what becomes of it, from being prepared to being with the bank. */
import type { CaseSending } from "../../../api/types.ts";

/** On its way: it goes on by itself. */
export const MOVING: readonly string[] = ["preparing", "sending", "submitting"];
export const LIVING: readonly string[] = [...MOVING, "ready"];

type Told = { title: string; says: string; tone: "mute" | "good" | "warn" | "bad" | "info" };

const ANSWER: Record<string, Told> = {
  preparing: { title: "Being saved at Stripe", says: "Nothing goes to the bank yet.", tone: "info" },
  ready: { title: "Saved at Stripe, not sent", says: "It waits for your yes.", tone: "warn" },
  sending: { title: "On its way to the bank", says: "It can still be taken back.", tone: "info" },
  submitting: { title: "Being handed to the bank", says: "This takes a few seconds.", tone: "info" },
  sent: { title: "Sent to the bank", says: "Banks take two to three months to decide.", tone: "good" },
  refused: { title: "Not sent", says: "", tone: "bad" },
  undone: { title: "Taken back", says: "Nothing was sent.", tone: "mute" },
};

/** The other ways go at once: what they say while they are under way, and when they are done. */
const OTHERS: Record<string, { moving: string; sent: string; says: string }> = {
  accept: { moving: "Being accepted", sent: "Accepted", says: "The money stays with the customer; the dispute is closed." },
  refund: { moving: "Being refunded", sent: "Refunded", says: "The customer gets the whole payment back." },
  smart: { moving: "Being left to Stripe", sent: "Left to Stripe", says: "Stripe answers before the deadline by itself." },
};

export function told({ kind, state }: Pick<CaseSending, "kind" | "state">): Told {
  const other = OTHERS[kind];
  if (other && state === "sent") return { title: other.sent, says: other.says, tone: "good" };
  if (other && MOVING.includes(state)) return { title: other.moving, says: "", tone: "info" };
  return ANSWER[state] ?? { title: state, says: "", tone: "mute" };
}
