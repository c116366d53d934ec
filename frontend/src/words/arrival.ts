/** How soon what happens at Stripe is here. */
import type { Connection } from "../api/types";

/** "within a minute"; a quiet account that no webhook tells of is asked every ten. */
export function soon(accounts: readonly Pick<Connection, "has_webhook_secret">[]): string {
  const areTold = accounts.every((one) => one.has_webhook_secret);
  return areTold ? "within a minute" : "within a minute, or ten without a webhook";
}
