/** A rule while it is written: numbers as text. */
import { digits } from "../../format/money.ts";
import type { Metric } from "../../api/types";
import type { Condition } from "../../state/asking.svelte";
import { conditionOf, read, type Narrow } from "../analytics/state/narrowing.ts";
import { readCondition } from "../explore/tree.ts";
import type { Definition, Op, Rule, Severity, Test, Unit } from "./shapes";

/** One test as it is typed: `value` a percentage, a count or an amount of `currency`. */
export type Typed = {
  metric: string;
  op: Op;
  value: string;
  /** A change of a rate in percentage points, not in percent of what it was. */
  points: boolean;
  currency: string;
  against: "weeks" | "previous";
  back: string;
  median: boolean;
  sure: boolean;
};
export type Draft = {
  id: string | null;
  name: string;
  description: string;
  kind: string;
  enabled: boolean;
  tests: Typed[];
  join: "all" | "any";
  unit: Unit;
  calendar: boolean;
  dimensions: string[];
  filter: Condition | null;
  connections: string[];
  minimum: string;
  minimumOf: string | null;
  /** Different cards that must be hit. */
  buyers: string;
  inARow: string;
  quiet: boolean;
  quietBegin: string;
  quietUntil: string;
  /** Whose hours they are; null until somebody asks for quiet. */
  quietZone: string | null;
  severity: Severity;
  grouping: "each" | "one";
  parameters: Record<string, string>;
};

export const WHOLE = 10_000;
const NAME_MOST = 120;

/** "1.5" is 150; null for what is no number above 0. */
export function tenThousandths(text: string): number | null {
  const found = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (found === null) return null;
  return Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

/** 150 is "1.5". */
export function percentText(value: number): string {
  return String(value / 100);
}

/** What a limit of that metric is counted in. */
export function unitOf(metric: Pick<Metric, "unit"> | undefined): "percent" | "money" | "count" {
  if (metric?.unit === "rate" || metric?.unit === "share") return "percent";
  return metric?.unit === "money" || metric?.unit === "average" ? "money" : "count";
}

/** A new rule about a number: what is good when it is high may not fall. */
export function fresh(metric: string, dimensions: readonly string[], good = "up"): Draft {
  return {
    id: null,
    name: "",
    description: "",
    kind: "metric",
    enabled: true,
    tests: [typed({ metric, op: good === "up" ? "falls" : "rises", change: good === "up" ? 1000 : 5000, sure: true }, "usd")],
    join: "all",
    unit: "day",
    calendar: false,
    dimensions: [...dimensions],
    filter: null,
    connections: [],
    minimum: "20",
    minimumOf: null,
    buyers: "0",
    inARow: "1",
    quiet: false,
    quietBegin: "22",
    quietUntil: "7",
    quietZone: null,
    severity: "warning",
    grouping: "each",
    parameters: {},
  };
}

/** What can be watched in the place of a number that cannot: what it is a part of, or the tries behind it. */
const STAND_INS: Readonly<Record<string, string>> = {
  unique_decline_count: "decline_count",
  paying_customers_count: "sales_count",
  sales_per_customer: "average_sales",
};

export function watched(slug: string, metricOf: (slug: string) => Metric | undefined): string {
  const metric = metricOf(slug);
  if (metric?.watchable) return slug;
  const [part = ""] = metric?.parts ?? [];
  const other = STAND_INS[slug] ?? part;
  return metricOf(other)?.watchable ? other : "authorization_rate";
}

/** With the filters of an address: of Analytics (`scheme:visa`), or of the explorer (JSON). */
export function narrowed(draft: Draft, said: readonly string[]): Draft {
  const [first = ""] = said;
  if (first.startsWith("{")) return { ...draft, filter: readCondition(first) };
  const narrows = said.map(read).filter((one): one is Narrow => one !== null);
  return { ...draft, filter: conditionOf(narrows, () => true) };
}

function typed(test: Test, currency: string, unit: "percent" | "money" | "count" = "count"): Typed {
  const isChange = test.op === "rises" || test.op === "falls";
  const code = test.currency ?? currency;
  const limit = test.limit ?? 0;
  const value = unit === "percent" ? percentText(limit) : unit === "money" ? major(limit, code) : String(limit);
  return {
    metric: test.metric,
    op: test.op,
    value: isChange ? percentText(test.change ?? 0) : value,
    points: test.points ?? false,
    currency: code,
    against: test.baseline?.kind ?? "weeks",
    back: String(test.baseline?.back ?? 4),
    median: test.baseline?.by === "median",
    sure: test.sure ?? false,
  };
}

function major(amount: number, currency: string): string {
  return String(amount / 10 ** digits(currency));
}

/** Minor units of what is typed in whole ones; null for no amount. */
export function minor(text: string, currency: string): number | null {
  const places = digits(currency);
  const found = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  if (found === null || (found[2] ?? "").length > places) return null;
  return Number(found[1]) * 10 ** places + Number((found[2] ?? "").padEnd(places, "0") || "0");
}

/** What was kept, to be changed. */
export function draftOf(rule: Rule, metricOf: (slug: string) => Metric | undefined): Draft {
  const given = rule.definition;
  const plain = fresh("", []);
  return {
    ...plain,
    id: rule.id,
    name: rule.name,
    description: rule.description,
    kind: rule.kind,
    enabled: rule.enabled,
    tests: given.tests.map((test) => typed(test, "usd", unitOf(metricOf(test.metric)))),
    join: given.join,
    unit: given.frame.unit,
    calendar: given.frame.calendar,
    dimensions: given.dimensions,
    // what is kept says null for what a part does not test
    filter: readCondition(JSON.stringify(given.filter)),
    connections: given.connections,
    minimum: String(given.minimum),
    minimumOf: given.minimum_of,
    buyers: String(given.buyers),
    inARow: String(given.in_a_row),
    quiet: given.quiet !== null,
    quietBegin: String(given.quiet?.begin ?? 22),
    quietUntil: String(given.quiet?.until ?? 7),
    quietZone: given.quiet?.zone ?? null,
    severity: given.severity,
    grouping: given.grouping,
    parameters: Object.fromEntries(Object.entries(given.parameters).map(([name, value]) => [name, String(value)])),
  };
}

/** What is wrong with it, by field; empty when it can be kept. */
export function wrongs(draft: Draft, metricOf: (slug: string) => Metric | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  if (draft.kind !== "metric") return found;
  draft.tests.forEach((test, place) => {
    if (testOf(test, metricOf(test.metric)) === null) found[`test${place}`] = "Write a number like 10 or 2.5";
  });
  if (!/^\d+$/.test(draft.minimum.trim())) found.minimum = "A whole number, 0 for none";
  if (!/^\d{1,2}$/.test(draft.buyers.trim())) found.buyers = "0 to 99";
  if (!/^[1-9]\d?$/.test(draft.inARow.trim())) found.inARow = "1 to 48";
  return found;
}

export function testOf(test: Typed, metric: Metric | undefined): Test | null {
  const baseline = {
    kind: test.against,
    back: Number(test.back),
    by: test.median ? ("median" as const) : ("mean" as const),
  };
  if (test.op === "rises" || test.op === "falls") {
    const change = tenThousandths(test.value);
    if (change === null || change === 0) return null;
    const points = test.points && metric?.unit === "rate";
    return { metric: test.metric, op: test.op, change, baseline, sure: test.sure, ...(points ? { points } : {}) };
  }
  const unit = unitOf(metric);
  if (unit === "money") {
    const limit = minor(test.value, test.currency);
    return limit === null ? null : { metric: test.metric, op: test.op, limit, currency: test.currency };
  }
  const limit = unit === "percent" ? tenThousandths(test.value) : /^\d{1,12}$/.test(test.value.trim()) ? Number(test.value) : null;
  return limit === null ? null : { metric: test.metric, op: test.op, limit };
}

/** What is sent; null while something is wrong. */
export function definitionOf(draft: Draft, zone: string, metricOf: (slug: string) => Metric | undefined): Partial<Definition> | null {
  if (Object.keys(wrongs(draft, metricOf)).length > 0) return null;
  const quiet = draft.quiet ? { begin: Number(draft.quietBegin), until: Number(draft.quietUntil), zone: draft.quietZone ?? zone } : null;
  const common = { connections: draft.connections, severity: draft.severity, quiet };
  if (draft.kind !== "metric") {
    const parameters = Object.fromEntries(Object.entries(draft.parameters).map(([name, value]) => [name, Number(value)]));
    return { ...common, parameters };
  }
  return {
    ...common,
    tests: draft.tests.flatMap((test) => testOf(test, metricOf(test.metric)) ?? []),
    join: draft.join,
    frame: { unit: draft.unit, calendar: draft.calendar, zone: draft.calendar ? zone : "UTC" },
    dimensions: draft.dimensions,
    filter: draft.filter,
    minimum: Number(draft.minimum),
    minimum_of: draft.minimumOf,
    buyers: Number(draft.buyers),
    in_a_row: Number(draft.inARow),
    grouping: draft.grouping,
  };
}

/** What a rule without a name is called: "Decline rate rises by 5 points". `about`: what it is narrowed to. */
export function headline(draft: Draft, metricOf: (slug: string) => Metric | undefined, about: readonly string[]): string {
  const [first] = draft.tests;
  const metric = first && metricOf(first.metric);
  if (!first || !metric) return "";
  const isChange = first.op === "rises" || first.op === "falls";
  const unit = unitOf(metric);
  const suffix = isChange ? (first.points ? " points" : " %") : unit === "percent" ? " %" : unit === "money" ? ` ${first.currency.toUpperCase()}` : "";
  const more = draft.tests.length > 1 ? " and more" : "";
  const where = about.length > 0 ? `: ${about.join(", ")}` : "";
  return `${metric.name} ${isChange ? `${first.op} by` : `is ${first.op}`} ${first.value}${suffix}${more}${where}`.slice(0, NAME_MOST);
}
