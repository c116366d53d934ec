/** Where the page of an object is, by what Stripe or a list calls its kind. */
import { at } from "../api/client.ts";
import type { ActivityRow } from "../api/types";

/** Null for a kind without a page of its own. A charge's page is its payment's, found by its id. */
export function pageOf(kind: string, connection: string, id: string): string | null {
  switch (kind) {
    case "payment":
    case "payment_intent":
      return at`/payments/${connection}/${id}`;
    case "charge":
    case "attempt":
    case "refund":
      return at`/payments?q=${id}`;
    case "customer":
      return at`/customers/${connection}/${id}`;
    case "subscription":
      return at`/subscriptions/${connection}/${id}`;
    case "dispute":
      return at`/disputes/${connection}/${id}`;
    case "payout":
      return at`/payouts/${connection}/${id}`;
    case "event":
      return at`/activity/${connection}/${id}`;
    default:
      return null;
  }
}

const OF_PAYMENT: readonly string[] = ["charge", "refund"];

/** The page of what a line of the activity is about: of a try or a refund that of its payment; the event's
 * own where the object has none. */
export function pageOfDeed({ object, payment, connection_id, event_id }: ActivityRow): string {
  const page = pageOf(object.kind, connection_id, object.id);
  if (payment && (page === null || OF_PAYMENT.includes(object.kind))) {
    return at`/payments/${connection_id}/${payment}`;
  }
  return page ?? at`/activity/${connection_id}/${event_id}`;
}
