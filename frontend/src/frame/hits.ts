/** What was found, as a line of the palette. */
import type { Hit } from "../api/types";
import type { IconName } from "../parts/icons";
import type { Desk } from "../state/desk.svelte";
import { moment } from "../format/time";
import type { Entry } from "./entries";
import { termsOf } from "../screens/find/pasted";
import { pageOf } from "../state/pages";
import { disputeReason } from "../words/reasons";
import { stateOf, type StatusKind } from "../words/statuses";

const GROUPS: Record<string, { group: string; icon: IconName }> = {
  payment: { group: "Payments", icon: "payment" },
  refund: { group: "Refunds", icon: "refund" },
  customer: { group: "Customers", icon: "customer" },
  subscription: { group: "Subscriptions", icon: "subscription" },
  dispute: { group: "Disputes", icon: "dispute" },
  payout: { group: "Payouts", icon: "payout" },
  invoice: { group: "Invoices", icon: "invoice" },
  event: { group: "Activity", icon: "activity" },
};

/** Leads to the object's page, in its own mode; a find of the other mode says so. */
export function entryOf(desk: Desk, hit: Hit): Entry {
  const { group, icon } = GROUPS[hit.kind] ?? { group: "Found", icon: "other" as const };
  const page = pageOf(hit.kind, hit.connection_id, hit.id) ?? "/";
  const mode = hit.livemode === null ? desk.choice.mode : hit.livemode ? "live" : "test";
  const isOther = mode !== desk.choice.mode;
  const account = desk.account(hit.connection_id);
  const details = [
    stateIn(hit),
    hit.detail,
    hit.via ? `has ${hit.via}` : null,
    hit.created ? moment(hit.created, desk.now, { zone: desk.zone }) : null,
    desk.choice.offered.length > 1 || isOther ? (account?.name ?? null) : null,
    isOther ? (mode === "test" ? "Test" : "Live") : null,
  ];
  return {
    id: `${hit.kind}:${hit.connection_id}:${hit.id}`,
    group,
    icon,
    title: (hit.kind === "dispute" ? disputeReason(hit.title) : hit.title) || hit.id,
    detail: details.filter((one) => one !== null && one !== "").join(" · "),
    amount: hit.amount,
    href: desk.link(page, isOther ? desk.choice.ofMode(mode) : {}),
  };
}

/** What was typed is a list: it leads where each is looked up by itself. */
export function listEntry(desk: Desk, typed: string): Entry {
  const terms = termsOf(typed);
  return {
    id: "list",
    group: "A list",
    icon: "search",
    title: `Look up these ${terms.length}`,
    detail: "Each is found, or named as not found",
    href: desk.link("/find", { q: terms }),
  };
}

const STATED: readonly string[] = ["payment", "refund", "dispute", "payout", "subscription"];

/** Its state in a word; nothing said where it is as it should be. */
function stateIn({ kind, status }: Hit): string | null {
  if (status === null || !STATED.includes(kind)) return null;
  const { words, tone } = stateOf(kind as StatusKind, status);
  return tone === "mute" ? null : words;
}
