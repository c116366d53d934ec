/** What is worth an alert, and which: the rules, without a browser.
 *
 * A kind is a handful of event types that a person switches on and off together. Two types are urgent:
 * they stay on the page until somebody says "Seen", and count however late they are heard of. Anything
 * else is only told while it is fresh. History that an import brought is told of never.
 */
import type { ActivityRow } from "../api/types";

export type Kind = {
  name: string;
  title: string;
  says: string;
  types: readonly string[];
  isOn: boolean;
};

export const KINDS: readonly Kind[] = [
  {
    name: "disputes",
    title: "Disputes",
    says: "A customer's bank disputes a payment, asks a question, or decides.",
    types: [
      "charge.dispute.created",
      "charge.dispute.updated",
      "charge.dispute.closed",
      "charge.dispute.funds_reinstated",
    ],
    isOn: true,
  },
  {
    name: "warnings",
    title: "Early fraud warnings",
    says: "A bank reports a payment as fraud, or Stripe asks you to look at one.",
    types: ["radar.early_fraud_warning.created", "review.opened"],
    isOn: true,
  },
  {
    name: "payouts-failed",
    title: "Failed payouts",
    says: "Money did not reach your bank account.",
    types: ["payout.failed", "payout.canceled"],
    isOn: true,
  },
  {
    name: "failed",
    title: "Failed payments",
    says: "A customer could not pay, and why.",
    types: ["charge.failed", "charge.expired"],
    isOn: true,
  },
  {
    name: "refunds",
    title: "Refunds",
    says: "Money went back to a customer, or could not.",
    types: ["charge.refunded", "refund.failed"],
    isOn: false,
  },
  {
    name: "payouts",
    title: "Payouts sent",
    says: "Money is on its way to your bank, or arrived there.",
    types: ["payout.created", "payout.paid"],
    isOn: false,
  },
  {
    name: "subscriptions",
    title: "Subscriptions",
    says: "Somebody subscribed, canceled, or has an invoice overdue.",
    types: [
      "customer.subscription.created",
      "customer.subscription.deleted",
      "customer.subscription.paused",
      "customer.subscription.resumed",
      "customer.subscription.trial_will_end",
      "invoice.overdue",
      "invoice.marked_uncollectible",
      "invoice.payment_action_required",
    ],
    isOn: false,
  },
  {
    name: "payments",
    title: "Payments",
    says: "Every sale.",
    types: ["charge.succeeded", "charge.captured"],
    isOn: false,
  },
];

export const URGENT: readonly string[] = ["charge.dispute.created", "payout.failed"];
/** What ends an urgent one by itself: the dispute was decided. */
const ENDING = "charge.dispute.closed";
/** What is asked for however old it is. */
export const KEPT: readonly string[] = [...URGENT, ENDING];

const FRESH_MS = 30 * 60_000;
const LATE_MS = 24 * 3_600_000;
const REACH_MS = 30 * 24 * 3_600_000;

export type Account = { id: string; created: string };

/** The event types of the kinds that are on. */
export function typesOf(isOn: (kind: Kind) => boolean): string[] {
  return KINDS.filter(isOn).flatMap(({ types }) => types);
}

export function isUrgent(row: ActivityRow): boolean {
  return URGENT.includes(row.type);
}

/** From when urgent events are asked for: a day before the last look, as a webhook may be late, but not
 * before this browser began to watch, nor more than 30 days. */
export function urgentFrom(now: Date, began: Date, looked: Date | null): Date {
  const last = (looked ?? began).getTime() - LATE_MS;
  return new Date(Math.max(last, began.getTime(), now.getTime() - REACH_MS));
}

export function freshFrom(now: Date): Date {
  return new Date(now.getTime() - FRESH_MS);
}

/** The rows to tell of, oldest first: not told before, not from before the account was connected, and
 * fresh unless urgent. */
export function toTell(
  rows: readonly ActivityRow[],
  told: ReadonlySet<string>,
  accounts: readonly Account[],
  now: Date,
): ActivityRow[] {
  const connected = new Map(accounts.map(({ id, created }) => [id, Date.parse(created)]));
  const fresh = freshFrom(now).getTime();
  const found = new Map<string, ActivityRow>();
  for (const row of rows) {
    const at = Date.parse(row.created);
    const isHistory = at < (connected.get(row.connection_id) ?? Infinity);
    const isOld = at < fresh && !isUrgent(row);
    if (!isHistory && !isOld && !told.has(keyOf(row))) found.set(keyOf(row), row);
  }
  return [...found.values()].sort((one, other) => (one.created < other.created ? -1 : 1));
}

/** An event is one of its account: two accounts may name theirs alike. */
export function keyOf(row: ActivityRow): string {
  return `${row.connection_id} ${row.event_id}`;
}

/** What stays pinned after `arrived`: newest first, without what one of `heard` ended. */
export function pinnedWith(
  pinned: readonly ActivityRow[],
  arrived: readonly ActivityRow[],
  heard: readonly ActivityRow[],
): ActivityRow[] {
  const over = new Set(heard.filter(({ type }) => type === ENDING).map(aboutOf));
  const urgent = [...arrived.filter(isUrgent).reverse(), ...pinned];
  return urgent.filter((row) => !over.has(aboutOf(row)));
}

function aboutOf({ connection_id, object }: ActivityRow): string {
  return `${connection_id} ${object.id}`;
}

/** "Ines Moreau could not pay: …" */
export function sentence(row: ActivityRow): string {
  return row.who === null ? row.text : `${row.who} ${row.text}`;
}

/** Several at once in a line: "3 × failed payments, 1 × disputes". */
export function summed(rows: readonly ActivityRow[]): string {
  const counts = KINDS.map(({ title, types }) => ({
    title: title.toLowerCase(),
    count: rows.filter(({ type }) => types.includes(type)).length,
  }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ title, count }) => `${count} × ${title}`)
    .join(", ");
}
