/** Whether a payout equals its entries, in words; a complete list of entries is the only proof. */
import type { Payout } from "../../api/types.ts";
import { less, text } from "../../format/money.ts";
import type { Tone } from "../../words/statuses.ts";

export type Proof = { words: string; tone: Tone; why: string };
type Proven = Pick<Payout, "amount" | "automatic" | "entries">;

export function proofOf({ amount, automatic, entries }: Proven): Proof {
  const { known, equal, net } = entries;
  if (equal === true) {
    return { words: "Equals to the cent", tone: "mute", why: "Its entries add up to its amount." };
  }
  if (equal === false) return { words: `Differs${by(amount, net)}`, tone: "bad", why: differs(net) };
  if (!automatic) {
    return {
      words: "Paid out by hand",
      tone: "mute",
      why: "Stripe assigns no payments to a payout that somebody asked for.",
    };
  }
  const why = known
    ? "Its entries are of several currencies."
    : "Stripe has not listed all that is in it yet, or the key may not read it.";
  return { words: "not yet known", tone: "mute", why };
}

function by(amount: Proven["amount"], net: Proven["amount"]): string {
  if (!amount || !net || amount.currency !== net.currency) return "";
  return ` by ${text({ ...net, amount: less(net.amount, amount.amount) }, true)}`;
}

function differs(net: Proven["amount"]): string {
  return net ? `Its entries add up to ${text(net)}.` : "Its entries do not add up to its amount.";
}
