/** What an event is about, as the button that leads there says it. */
const NAMES: Readonly<Record<string, string>> = {
  charge: "Payment",
  payment_intent: "Payment",
  refund: "Payment",
  customer: "Customer",
  subscription: "Subscription",
  dispute: "Dispute",
  payout: "Payout",
};

export function aboutName(kind: string): string {
  return NAMES[kind] ?? "What it is about";
}
