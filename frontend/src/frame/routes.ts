/** Every screen: its address, its name, and how it is loaded. The rail and the palette show what is here.
 *
 * A screen gets `{ params }`, the parts of its address that the pattern names. The first pattern that fits
 * is taken.
 */
import type { Component } from "svelte";
import { DISPUTING } from "./disputing.ts";
import { MONITORING } from "./monitoring.ts";
import type { PeriodName } from "../state/periods";
import type { Session } from "../api/types";
import type { Params } from "./match";

/** One without parts in its address needs no props. */
export type Screen = Component<{ params: Params }> | Component<Record<string, never>>;

export type Route = {
  pattern: string;
  /** What the screen is called in the bar, the tab's title and for a screen reader. */
  title: string;
  load: () => Promise<{ default: Screen }>;
  /** The pattern of the screen above it; the bar leads back there. */
  under?: string;
  /** It is about a period: the bar has the picker, this is the one until another is chosen. */
  period?: PeriodName;
  /** Without rail and bar: sign-in, first start. */
  bare?: true;
  /** Shown to whoever comes, signed in or not. */
  open?: true;
};

export const ROUTES: readonly Route[] = [
  {
    pattern: "/",
    title: "Home",
    load: () => import("../screens/home/Home.svelte"),
    period: "month",
  },
  {
    pattern: "/payments",
    title: "Payments",
    load: () => import("../screens/payments/Payments.svelte"),
    period: "all",
  },
  {
    pattern: "/payments/:connection/:id",
    title: "Payment",
    under: "/payments",
    load: () => import("../screens/payment/Payment.svelte"),
  },
  {
    pattern: "/refunds",
    title: "Refunds",
    load: () => import("../screens/refunds/Refunds.svelte"),
    period: "all",
  },
  {
    pattern: "/customers",
    title: "Customers",
    load: () => import("../screens/customers/Customers.svelte"),
    period: "all",
  },
  {
    pattern: "/customers/:connection/:id",
    title: "Customer",
    under: "/customers",
    load: () => import("../screens/customer/Customer.svelte"),
  },
  {
    pattern: "/subscriptions",
    title: "Subscriptions",
    load: () => import("../screens/subscriptions/Subscriptions.svelte"),
    period: "all",
  },
  {
    pattern: "/subscriptions/:connection/:id",
    title: "Subscription",
    under: "/subscriptions",
    load: () => import("../screens/subscription/Subscription.svelte"),
  },
  {
    pattern: "/disputes",
    title: "Disputes",
    period: "all",
    load: () => import("../screens/disputes/Disputes.svelte"),
  },
  ...DISPUTING,
  {
    pattern: "/disputes/:connection/:id",
    title: "Dispute",
    under: "/disputes",
    load: () => import("../screens/dispute/Dispute.svelte"),
  },
  {
    pattern: "/disputes/:connection/:id/send",
    title: "Answer",
    under: "/disputes",
    load: () => import("../screens/dispute/send/Send.svelte"),
  },
  {
    pattern: "/payouts",
    title: "Payouts",
    period: "all",
    load: () => import("../screens/payouts/Payouts.svelte"),
  },
  {
    pattern: "/payouts/:connection/:id",
    title: "Payout",
    under: "/payouts",
    load: () => import("../screens/payout/Payout.svelte"),
  },
  ...MONITORING,
  {
    pattern: "/activity",
    title: "Activity",
    period: "all",
    load: () => import("../screens/activity/Activity.svelte"),
  },
  {
    pattern: "/activity/:connection/:id",
    title: "Event",
    under: "/activity",
    load: () => import("../screens/event/Event.svelte"),
  },
  {
    pattern: "/settings/health",
    title: "Health",
    under: "/settings",
    load: () => import("../screens/health/Health.svelte"),
  },
  {
    pattern: "/settings/privacy",
    title: "Privacy and access",
    under: "/settings",
    load: () => import("../screens/privacy/Privacy.svelte"),
  },
  {
    pattern: "/settings/people",
    title: "People",
    under: "/settings",
    load: () => import("../screens/people/People.svelte"),
  },
  {
    pattern: "/settings/people/:id",
    title: "Person",
    under: "/settings/people",
    load: () => import("../screens/people/Person.svelte"),
  },
  {
    pattern: "/join/:code",
    title: "Join",
    bare: true,
    open: true,
    load: () => import("../screens/join/Join.svelte"),
  },
  {
    pattern: "/settings/audit",
    title: "Audit log",
    under: "/settings",
    load: () => import("../screens/audit/Audit.svelte"),
    period: "all",
  },
  {
    pattern: "/settings/alerts",
    title: "Alerts",
    under: "/settings",
    load: () => import("../screens/alerts/Alerts.svelte"),
  },
  {
    pattern: "/parts",
    title: "Parts",
    load: () => import("../screens/parts/Parts.svelte"),
  },
  {
    pattern: "/first-start",
    title: "Welcome",
    bare: true,
    load: () => import("../screens/first-start/FirstStart.svelte"),
  },
  {
    pattern: "/second-factor",
    title: "Second factor",
    bare: true,
    load: () => import("../screens/second-factor/Needed.svelte"),
  },
  {
    pattern: "/confirm",
    title: "Download",
    load: () => import("../screens/confirm/Then.svelte"),
  },
  {
    pattern: "/settings/sign-in",
    title: "Sign-in",
    under: "/settings",
    load: () => import("../screens/sign-in-rules/SignInRules.svelte"),
  },
  {
    pattern: "/settings/profile",
    title: "Profile",
    under: "/settings",
    load: () => import("../screens/profile/Profile.svelte"),
  },
  {
    pattern: "/help",
    title: "Help",
    load: () => import("../screens/guides/Guides.svelte"),
  },
  {
    pattern: "/help/:guide",
    title: "Guide",
    under: "/help",
    load: () => import("../screens/guides/Guide.svelte"),
  },
  {
    pattern: "/settings/connections",
    title: "Connections",
    under: "/settings",
    load: () => import("../screens/connections/Connections.svelte"),
  },
  {
    pattern: "/settings/connections/connect",
    title: "Connect an account",
    under: "/settings/connections",
    load: () => import("../screens/connect/Connect.svelte"),
  },
  {
    pattern: "/settings/connections/:id",
    title: "Connection",
    under: "/settings/connections",
    load: () => import("../screens/connections/Connection.svelte"),
  },
];

/** For an address that leads nowhere. */
export const UNKNOWN: Route = {
  pattern: "*",
  title: "No such page",
  load: () => import("../screens/door/Unknown.svelte"),
};

/** Whether there is a screen at exactly this pattern. */
export function isThere(pattern: string): boolean {
  return ROUTES.some((route) => route.pattern === pattern);
}

/** Settings is no screen of its own: its address leads to the first of its screens. */
const SETTINGS_ROOT = { pattern: "/settings", title: "Settings" };

/** The screens above this one, the highest first. */
export function above(route: Pick<Route, "under">): Pick<Route, "pattern" | "title">[] {
  if (route.under === SETTINGS_ROOT.pattern) return [SETTINGS_ROOT];
  const parent = ROUTES.find((one) => one.pattern === route.under);
  return parent ? [...above(parent), parent] : [];
}

const SETTINGS = [
  "/settings/connections",
  "/settings/people",
  "/settings/sign-in",
  "/settings/health",
  "/settings/privacy",
  "/settings/audit",
  "/settings/alerts",
  "/settings/profile",
];

/** Where an address leads instead: whoever has not made the owner yet does that first, the doors are shut
 * for whoever is inside, and Settings begins with its first screen. Null: it leads where it says. */
export function instead(path: string, session: Session | null): string | null {
  if (session === null) return null;
  if (session.setup_needed && isThere("/first-start")) {
    return path === "/first-start" ? null : "/first-start";
  }
  if (session.second_factor_needed) return path === "/second-factor" ? null : "/second-factor";
  if (["/sign-in", "/first-start", "/second-factor"].includes(path)) return "/";
  if (path === "/settings") return SETTINGS.find(isThere) ?? null;
  return null;
}
