/** Where one can go from everywhere: the rail, the tabs of a phone, the palette and the keys read this. */
import type { IconName } from "../parts/icons";
import { isThere } from "./routes.ts";

export type Place = {
  path: string;
  title: string;
  icon: IconName;
  /** Only where there is an account to look at. */
  needsAccount?: true;
  /** Only for who has this permission. */
  takes?: string;
  /** Its other screen, which has no line in the rail. */
  beside?: string;
  /** `g` and this letter lead there. */
  key?: string;
  /** Other words for it, for whoever looks for it under another name. */
  also: string;
};

const MONEY: readonly Place[] = [
  { path: "/", title: "Home", icon: "home", key: "h", also: "overview dashboard start figures volume" },
  {
    path: "/payments",
    beside: "/refunds",
    title: "Payments",
    icon: "payment",
    key: "p",
    needsAccount: true,
    also: "transactions charges sales orders declined failed",
  },
  {
    path: "/customers",
    title: "Customers",
    icon: "customer",
    key: "c",
    needsAccount: true,
    also: "people buyers clients",
  },
  {
    path: "/subscriptions",
    title: "Subscriptions",
    icon: "subscription",
    key: "u",
    needsAccount: true,
    also: "plans recurring renewals members",
  },
  {
    path: "/disputes",
    title: "Disputes",
    icon: "dispute",
    key: "d",
    needsAccount: true,
    also: "chargebacks chargeback inquiry question from the bank evidence",
  },
  {
    path: "/payouts",
    title: "Payouts",
    icon: "payout",
    key: "o",
    needsAccount: true,
    also: "bank transfers deposits settlement balance",
  },
];

const WATCH: readonly Place[] = [
  {
    path: "/analytics",
    title: "Analytics",
    icon: "chart",
    key: "n",
    needsAccount: true,
    also: "metrics kpi figures authorisation rate declines sales fees fraud programmes charts trends cohorts",
  },
  {
    path: "/explore",
    title: "Ask your data",
    icon: "search",
    key: "x",
    needsAccount: true,
    also: "explorer query pivot table group by custom report",
  },
  {
    path: "/boards",
    title: "Dashboards",
    icon: "board",
    key: "b",
    needsAccount: true,
    also: "boards widgets wall tv screen",
  },
  {
    path: "/reports",
    title: "Reports",
    icon: "file",
    needsAccount: true,
    also: "pdf month in review scheduled weekly monthly daily summary",
  },
  {
    path: "/alerts",
    title: "Alerts",
    icon: "bell",
    key: "l",
    needsAccount: true,
    also: "rules anomalies warnings thresholds spikes outages detectors",
  },
  {
    path: "/activity",
    title: "Activity",
    icon: "activity",
    key: "a",
    needsAccount: true,
    also: "events log webhooks feed history what happened",
  },
  {
    path: "/settings",
    title: "Settings",
    icon: "settings",
    key: "s",
    also: "preferences options configuration",
  },
  { path: "/help", title: "Help", icon: "help", also: "guides documentation support manual how to" },
];

/** What is under Settings, in the order of the rail. */
const SETTINGS: readonly Place[] = [
  {
    path: "/settings/connections",
    title: "Connections",
    icon: "link",
    also: "accounts stripe keys api key restricted webhook signing secret rename pause disconnect logo",
  },
  {
    path: "/settings/people",
    title: "People",
    icon: "customer",
    takes: "people.read",
    also: "team users members invite invitation roles permissions access deactivate sessions",
  },
  {
    path: "/settings/sign-in",
    title: "Sign-in",
    icon: "key",
    takes: "owners.write",
    also: "second factor two-factor 2fa mfa require passkey totp password rules",
  },
  {
    path: "/settings/health",
    title: "Health",
    icon: "activity",
    also: "status webhook delay requests used limits missing events check",
  },
  {
    path: "/settings/privacy",
    title: "Privacy and access",
    icon: "key",
    also: "permissions data stored gdpr tokens audit security",
  },
  {
    path: "/settings/audit",
    title: "Audit log",
    icon: "file",
    takes: "audit.read",
    also: "who did what history log deeds entries chain proof security changes sign-ins",
  },
  {
    path: "/settings/alerts",
    title: "Alerts",
    icon: "bell",
    also: "notifications toast sound browser notify",
  },
  {
    path: "/settings/monitoring",
    title: "Monitoring",
    icon: "chart",
    also: "numbers exchange rates currency conversion convert ecb buckets ranges gross net sales fee basis comparison terms",
  },
  {
    path: "/settings/order-risk",
    title: "Order risk",
    icon: "warning",
    also: "fraud score tiers critical learned weights detection rate block",
  },
  {
    path: "/settings/profile",
    title: "Profile",
    icon: "customer",
    also: "me name password e-mail email time zone currency theme dark mode light",
  },
];

/** Found in the palette only. */
const MORE: readonly Place[] = [
  {
    path: "/disputes/measures",
    title: "Dispute measures",
    icon: "chart",
    needsAccount: true,
    also: "dispute dashboard win rate chargeback rate net loss fees cycle time forecast what if recovered",
  },
  {
    path: "/disputes/prevention",
    title: "Prevention",
    icon: "dispute",
    needsAccount: true,
    also: "early fraud warnings efw tc40 refund rules patterns block list radar alert networks ethoca verifi shield dry run",
  },
  {
    path: "/disputes/settings",
    title: "Settings of disputes",
    icon: "dispute",
    also: "chargebacks labour cost minimum chance policies refund policy templates letters products facts csv tracking record accuracy brier",
  },
  {
    path: "/find",
    title: "Look up a list",
    icon: "search",
    needsAccount: true,
    also: "several ids at once paste batch bulk arn order numbers references search many",
  },
  {
    path: "/analytics/programmes",
    title: "Network limits",
    icon: "chart",
    needsAccount: true,
    also: "vamp ecm hecm efm visa mastercard programmes programs chargeback limit fines monitoring ratio forecast",
  },
  {
    path: "/settings/connections/connect",
    title: "Connect an account",
    icon: "link",
    takes: "connections.write",
    also: "add account accounts new stripe preferences set up connection api key",
  },
  {
    path: "/refunds",
    title: "Refunds",
    icon: "refund",
    key: "r",
    needsAccount: true,
    also: "money back returned reversals",
  },
];

export type Rail = { money: Place[]; watch: Place[]; settings: Place[]; more: Place[] };

/** The places there are a screen for; those about accounts only once there is one, and none that who looks may not
 * see (`may` says of a permission whether they have it). */
export function places(hasAccount: boolean, may: (permission: string) => boolean): Rail {
  const allowed = (place: Place) => place.takes === undefined || may(place.takes);
  const settings = SETTINGS.filter((place) => allowed(place) && isThere(place.path));
  const fits = (place: Place) =>
    allowed(place) &&
    (hasAccount || place.needsAccount === undefined) &&
    (isThere(place.path) || (place.path === "/settings" && settings.length > 0));
  return {
    money: MONEY.filter(fits),
    watch: WATCH.filter(fits),
    settings,
    more: MORE.filter(fits),
  };
}

/** Whether the screen at `path` belongs to the place. */
export function isIn(place: Place, path: string): boolean {
  return place.path === "/" ? path === "/" : path === place.path || path === place.beside || path.startsWith(`${place.path}/`);
}
