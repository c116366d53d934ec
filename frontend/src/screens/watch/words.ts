/** What alerts and rules are called, and where an alert leads. */
import { at } from "../../api/client.ts";
import { counted } from "../../format/rate.ts";
import { narrowsOf } from "./around/leads.ts";
import { screenOf } from "./around/tab.ts";
import type { Alert, Noise, Op, Severity, Unit } from "./shapes";

export const SEVERITIES: Readonly<Record<Severity, { title: string; tone: "bad" | "warn" | "mute" }>> = {
  critical: { title: "Critical", tone: "bad" },
  warning: { title: "Warning", tone: "warn" },
  note: { title: "Note", tone: "mute" },
};
export const OPS: Readonly<Record<Op, string>> = {
  above: "is above",
  below: "is below",
  rises: "rises by at least",
  falls: "falls by at least",
};
export const UNITS: Readonly<Record<Unit, { rolling: string; whole: string }>> = {
  hour: { rolling: "the last hour", whole: "each whole hour" },
  day: { rolling: "the last 24 hours", whole: "each whole day" },
  week: { rolling: "the last 7 days", whole: "each whole week" },
  month: { rolling: "the last 30 days", whole: "each whole month" },
};
export const TABS = [
  { name: "waiting", title: "To look at" },
  { name: "snoozed", title: "Put off" },
  { name: "resolved", title: "Dealt with" },
  { name: "all", title: "All" },
] as const;
export type TabName = (typeof TABS)[number]["name"];

/** "14 alerts in 30 days, 11 held back in quiet hours; you read 2, nobody read 5 of 20 in 12 weeks". */
export function noiseWords(noise: Noise): string {
  if (noise.fired === 0) return "Silent for 12 weeks";
  const whole = `${counted(noise.fired, "alert")} in 12 weeks`;
  const nobody = noise.ignored === 0 ? "" : noise.ignored === noise.fired ? ", read by nobody" : `, ${noise.ignored} of them read by nobody`;
  if (noise.lately === 0) return `${whole}${nobody}, none of them in the last 30 days`;
  const quiet = noise.lately_quiet > 0 ? `, ${noise.lately_quiet} held back in quiet hours` : "";
  return `${counted(noise.lately, "alert")} in 30 days${quiet}, you read ${noise.lately_mine}; ${whole}${nobody}`;
}

/** What a change is compared with, as one choice: the kind and how many. */
export function againstOf(unit: Unit, now: string): { value: string; title: string }[] {
  const usual = unit === "month" ? [] : ["weeks:1", "weeks:4", "weeks:8"];
  const all = [...usual, "previous:1", "previous:3", "previous:7"];
  return (all.includes(now) ? all : [...all, now]).map((value) => ({ value, title: againstWords(unit, value) }));
}

const SPANS: Readonly<Record<Unit, { one: string; many: string }>> = {
  hour: { one: "hour", many: "hours" },
  day: { one: "24 hours", many: "days" },
  week: { one: "7 days", many: "weeks" },
  month: { one: "30 days", many: "months" },
};

function againstWords(unit: Unit, value: string): string {
  const [kind, back = "1"] = value.split(":");
  if (kind === "weeks") return back === "1" ? "the same time last week" : `the same time of the last ${back} weeks`;
  return back === "1" ? `the ${SPANS[unit].one} before` : `the ${back} ${SPANS[unit].many} before`;
}

/** The screen about what an alert says: the object, or the numbers with the filters set. */
export function leadsTo(alert: Alert): { path: string; changes: Record<string, string | string[] | null>; title: string } | null {
  const { figures, connection_id: whose } = alert;
  if (whose !== null) {
    if (figures.dispute) return { path: at`/disputes/${whose}/${figures.dispute}`, changes: {}, title: "Open the dispute" };
    if (figures.payout) return { path: at`/payouts/${whose}/${figures.payout}`, changes: {}, title: "Open the payout" };
    if (figures.first_digits && figures.window) return testedIn(figures.first_digits, figures.window);
    const payment = figures.payment ?? figures.payments?.at(-1);
    if (payment) return { path: at`/payments/${whose}/${payment}`, changes: {}, title: "Open the payment" };
  }
  if (figures.card_ends) {
    return { path: "/subscriptions", changes: { card_ends: figures.card_ends }, title: "See whose cards" };
  }
  if (figures.programme) return { path: "/analytics/programmes", changes: {}, title: "See the limits" };
  if (alert.link !== null) return { path: alert.link, changes: {}, title: "Show in Analytics" };
  const [first] = figures.combinations ?? [];
  const metric = first?.tests[0]?.metric;
  if (!first || !metric || !figures.window) return null;
  const narrows = Object.entries(first.values).flatMap(([name, value]) => (name === "account" ? [] : [`${name}:${value ?? ""}`]));
  const day = (moment: string, more: number) =>
    new Date(new Date(moment).getTime() + more * 86_400_000).toISOString().slice(0, 10);
  return {
    path: `/analytics/${screenOf(metric)}`,
    changes: { f: [...narrowsOf(figures.filter), ...narrows], m: [metric], period: null, from: day(figures.window.start, -7), until: day(figures.window.end, 0) },
    title: "Show in Analytics",
  };
}

/** The declines of those days, of the commonest first digits. */
function testedIn(digits: readonly string[], window: { start: string; end: string }) {
  const changes = { f: digits.map((some) => `bin:${some}`), period: null, from: window.start.slice(0, 10), until: window.end.slice(0, 10) };
  return { path: "/analytics/declines", changes, title: "Show in Analytics" };
}

/** Moments to put an alert off to. */
export function snoozes(now: Date): { title: string; until: string }[] {
  const plus = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString();
  return [
    { title: "For an hour", until: plus(1) },
    { title: "For 4 hours", until: plus(4) },
    { title: "Until tomorrow", until: plus(24) },
    { title: "For a week", until: plus(24 * 7) },
  ];
}

/** What a detector asks for, and what it is unless one says otherwise. */
export const PARAMETERS: Readonly<Record<string, Readonly<Record<string, { title: string; usual: string }>>>> = {
  silence: { expected: { title: "Payments that are missing", usual: "8" } },
  card_testing: { cards: { title: "Different cards that fail in an hour", usual: "5" } },
  duplicate: { minutes: { title: "Within so many minutes", usual: "10" } },
  payout_late: { days: { title: "Days after it should have come", usual: "2" } },
  new_fee: { days: { title: "Not seen for so many days", usual: "90" } },
  webhook: { minutes: { title: "Silent or late for so many minutes", usual: "30" } },
  expiring_cards: { days: { title: "Tell so many days before the month is over", usual: "30" } },
};
