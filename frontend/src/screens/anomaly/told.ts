/** Anomalies as a list tells them, what is watched, and series beside what is usual. */
import { count } from "../../format/rate.ts";
import type { Impact, Piece } from "./shapes.ts";

export type Kind = "declines" | "silence" | "drift";
export type Cost = { currency: string; amount: number; a_year: number; payments: number; rates: string | null };
export type Anomaly = {
  id: string;
  connection_id: string;
  kind: Kind;
  at: string;
  since: string;
  until: string | null;
  severity: "critical" | "warning";
  state: "open" | "snoozed" | "resolved";
  snoozed_until: string | null;
  read: boolean;
  title: string;
  sentence: string;
  failed: number;
  payments: number;
  usual_milli: number;
  looks_like: string | null;
  levels: Piece[];
  pieces: Piece[];
  slices: [string, string][];
  impacts: Impact[];
  cost: Cost | null;
  link: string | null;
};
export type Watched = {
  connection_id: string;
  since: string | null;
  until: string | null;
  enough: boolean;
  days_min: number;
  payments_min: number;
};
export type Measure = "failed" | "sales" | "payments";
export type Slice = { dimension: string | null; value: string | null; counted: number; usual_milli: number; once_in: number };
export type Slices = { enough: boolean; data: Slice[]; days_min: number; payments_min: number };
export type Behind = {
  counted: number | null;
  more: boolean;
  data: { id: string; payment: string | null; at: string; outcome: string; amount: number; currency: string; reason: string | null }[];
};
export type Sense = "calm" | "usual" | "keen";
export type Sensed = { sensitivity: Sense; days_between: Record<Sense, number> };
export type SenseTried = { days: number; found: Record<Sense, number> | null };

/** What is measured, as the list's filter calls it. */
export const KPIS: Readonly<Record<Kind, string>> = {
  declines: "Failed payments",
  silence: "Sales",
  drift: "Failed payments, slowly",
};
export const MEASURES: readonly { value: Measure; label: string; one: string }[] = [
  { value: "failed", label: "Failed payments", one: "failed payment" },
  { value: "sales", label: "Sales", one: "sale" },
  { value: "payments", label: "All payments", one: "payment" },
];
export const TABS = [
  { name: "open", title: "To look at" },
  { name: "unread", title: "New" },
  { name: "snoozed", title: "Put off" },
  { name: "resolved", title: "Dealt with" },
  { name: "all", title: "All" },
] as const;
export const SENSES: readonly { value: Sense; label: string }[] = [
  { value: "calm", label: "Less" },
  { value: "usual", label: "Normal" },
  { value: "keen", label: "More" },
];

/** The rule that watches the same from now on. */
export function ruleOf({ kind, slices }: Pick<Anomaly, "kind" | "slices">): Record<string, string | string[]> {
  return {
    metric: kind === "silence" ? "sales_count" : "decline_rate",
    f: slices.map(([dimension, value]) => `${dimension}:${value}`),
  };
}

/** The explorer with the same series, from two days before it to a day after it. */
export function seriesOf(one: Pick<Anomaly, "connection_id" | "kind" | "since" | "until" | "slices">): Record<string, string | null> {
  const [slice] = one.slices;
  const day = (moment: string, more: number) => new Date(Date.parse(moment) + more * 86_400_000).toISOString().slice(0, 10);
  return {
    account: one.connection_id,
    measure: one.kind === "silence" ? "sales" : "failed",
    slice: slice ? slice.join(":") : null,
    period: null,
    from: day(one.since, -2),
    until: one.until === null ? null : day(one.until, 1),
  };
}

/** "1 in 3,000": how likely it is by chance; what is not rare is said to be so. */
export function rarity(onceIn: number): string {
  if (onceIn < 20) return "as usual";
  if (onceIn >= 1_000_000) return "rarer than 1 in a million";
  return `1 in ${count(rounded(onceIn))}`;
}

/** Two digits say all there is to say of a chance. */
function rounded(value: number): number {
  const size = 10 ** Math.max(0, String(value).length - 2);
  return Math.round(value / size) * size;
}

/** The address's word for a slice, read. */
export function sliceRead(text: string | null): { dimension: string; value: string } | null {
  const at = text?.indexOf(":") ?? -1;
  return text && at > 0 ? { dimension: text.slice(0, at), value: text.slice(at + 1) } : null;
}
