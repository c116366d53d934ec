/** The ways out of a dispute beside answering it, in words. */
export type Way = {
  kind: "accept" | "refund" | "smart";
  title: string;
  says: readonly string[];
  button: string;
  /** It cannot be taken back: it is done only for who types what proves that it is meant. */
  isFinal: boolean;
};

export const WAYS: Readonly<Record<string, Way>> = {
  accept: {
    kind: "accept",
    title: "Accept the dispute",
    says: [
      "The money stays with the customer, and the dispute counts as lost.",
      "No fee for an answer is taken; the one of the opening is not given back.",
      "This cannot be taken back, neither here nor at Stripe.",
    ],
    button: "Accept the dispute",
    isFinal: true,
  },
  refund: {
    kind: "refund",
    title: "Refund the payment",
    says: [
      "The customer gets the whole payment back, and the bank’s question ends without a dispute.",
      "Nothing is counted against you, and no fee of a dispute is taken.",
      "This cannot be taken back.",
    ],
    button: "Refund the payment",
    isFinal: true,
  },
  smart: {
    kind: "smart",
    title: "Let Stripe answer",
    says: [
      "Stripe puts an answer together from what it knows (Smart Disputes), and sends it before the deadline.",
      "No fee is taken for the answer; of what is won back Stripe keeps 30 %.",
      "You can still answer yourself until then.",
    ],
    button: "Let Stripe answer",
    isFinal: false,
  },
};
