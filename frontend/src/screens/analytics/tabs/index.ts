/** All tabs of Analytics, in their order. `/analytics/programmes` is a screen of its own among them. */
import { isThere } from "../../../frame/routes";
import type { Desk } from "../../../state/desk.svelte";
import { DISPUTES, EVENTS, FEES, FRAUD, PAYOUTS, SALES } from "./money";
import { AUTHORISATIONS, CARD_CHECK, CUSTOMERS, DECLINES } from "./payments";
import type { Tab } from "./tab";

export const TABS: readonly Tab[] = [
  AUTHORISATIONS,
  DECLINES,
  SALES,
  DISPUTES,
  FEES,
  CARD_CHECK,
  FRAUD,
  CUSTOMERS,
  PAYOUTS,
  EVENTS,
];

export function tabOf(slug: string | undefined): Tab {
  return TABS.find((one) => one.slug === slug) ?? AUTHORISATIONS;
}

/** Whether there is such a tab; without one named, the first is meant. */
export function isTab(slug: string | undefined): boolean {
  return slug === undefined || TABS.some((one) => one.slug === slug);
}

type Linked = { title: string; href: string; current?: boolean };
const NETWORKS = "/analytics/programmes";

/** The tab that is a screen of its own, where there is one. */
export function programmes(desk: Desk): Linked[] {
  return isThere(NETWORKS) ? [{ title: "Network limits", href: desk.link(NETWORKS), current: desk.address.path === NETWORKS }] : [];
}
