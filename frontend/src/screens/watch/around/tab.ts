/** The tab of Analytics that a metric is on. */
export function screenOf(metric: string): string {
  const found = AREAS.find(([part]) => metric.includes(part));
  return found?.[1] ?? "authorisations";
}

const AREAS: readonly (readonly [string, string])[] = [
  ["three_d_secure", "card-check"],
  ["decline", "declines"],
  ["blocked", "declines"],
  ["chargeback", "disputes"],
  ["dispute", "disputes"],
  ["fee", "fees"],
  ["fraud", "fraud"],
  ["vamp", "fraud"],
  ["refund", "sales"],
  ["sales", "sales"],
  ["payout", "payouts"],
  ["customers", "customers"],
];
