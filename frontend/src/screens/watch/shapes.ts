/** Alerts and their rules, as the API tells them. Limits of ratios, and changes, are ten-thousandths. */
import type { Condition } from "../../state/asking.svelte";

export type Op = "above" | "below" | "rises" | "falls";
export type Baseline = { kind: "previous" | "weeks"; back: number; by: "mean" | "median" };
export type Test = {
  metric: string;
  op: Op;
  limit?: number | null;
  currency?: string | null;
  change?: number | null;
  points?: boolean;
  baseline?: Baseline | null;
  sure?: boolean;
};
export type Unit = "hour" | "day" | "week" | "month";
export type Severity = "critical" | "warning" | "note";
export type Definition = {
  tests: Test[];
  join: "all" | "any";
  frame: { unit: Unit; calendar: boolean; zone: string };
  dimensions: string[];
  filter: Condition | null;
  connections: string[];
  minimum: number;
  minimum_of: string | null;
  buyers: number;
  in_a_row: number;
  quiet: { begin: number; until: number; zone: string } | null;
  severity: Severity;
  grouping: "each" | "one";
  parameters: Record<string, number>;
};
export type Noise = {
  fired: number;
  read: number;
  resolved: number;
  snoozed: number;
  ignored: number;
  last: string | null;
  by_week: number[];
  /** Of the last 30 days; `lately_quiet` waited for quiet hours to end, `lately_mine` you read. */
  lately: number;
  lately_quiet: number;
  lately_mine: number;
};
export type Rule = {
  id: string;
  name: string;
  description: string;
  kind: string;
  definition: Definition;
  enabled: boolean;
  recommended: string | null;
  created: string;
  changed: string;
  judged_until: string | null;
  noise: Noise;
};
export type Part = { numerator: number; denominator: number | null; currency: string | null };
/** A whole number over a whole number: of a ratio its part of 1, of money minor units. */
export type Exact = { numerator: number; denominator: number };
/** `usual`: what it was compared with; `border`: where telling begins; `weeks`: compared with the same time of weeks before. */
export type Measured = {
  metric: string;
  op: Op;
  limit: number | null;
  change: number | null;
  now: Part;
  befores: Part[];
  weeks?: boolean;
  usual?: Exact | null;
  border?: Exact | null;
};
export type Figures = {
  kind?: string;
  livemode?: boolean;
  window?: { start: string; end: string };
  /** What the rule looked at: the length of its window, what it was narrowed to, its accounts (none: all). */
  frame?: { unit: Unit; calendar: boolean; zone: string };
  filter?: Condition | null;
  connections?: string[];
  dimensions?: string[];
  combinations?: { values: Record<string, string | null>; tests: Measured[] }[];
  dispute?: string;
  payment?: string;
  payments?: string[];
  payout?: string;
  invoice?: string;
  programme?: string;
  /** Of stolen cards that are tested: the commonest. */
  first_digits?: string[];
  /** Whose cards end: the next to be charged first, twenty at most. */
  subscriptions?: { subscription: string; customer: string | null; due: string | null }[];
  /** "2027-03": the last month of the cards that end. */
  card_ends?: string;
};
export type Alert = {
  id: string;
  rule_id: string | null;
  rule: string | null;
  connection_id: string | null;
  at: string;
  since: string;
  until: string | null;
  severity: Severity;
  state: "open" | "snoozed" | "resolved";
  snoozed_until: string | null;
  title: string;
  sentence: string;
  figures: Figures;
  link: string | null;
  read: boolean;
};
export type Tried = {
  livemode: boolean;
  start: string;
  end: string;
  complete: boolean;
  replayed: boolean;
  /** Whether there ever was enough to judge by. */
  judged: boolean;
  fired: number;
  found: { at: string; since: string; until: string | null; title: string; sentence: string; connection_id: string | null }[];
};
