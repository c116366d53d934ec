/** What the explorer asks, as its address holds it: everything, so that a link is the whole question. */
import type { Metric } from "../../api/types";
import type { Condition, Question } from "../../state/asking.svelte";
import { readCondition } from "./tree.ts";

export const CHARTS = ["table", "line", "bars", "stacked", "figure"] as const;
export type Chart = (typeof CHARTS)[number];
export const GRAINS = ["hour", "day", "week", "month", "quarter", "year"] as const;
export const LIMITS = [10, 25, 50, 100, 500] as const;
const LIMIT = 50;
/** How many cases a row must have to be shown: a rate of three payments says little. */
export const LEAST = [0, 10, 50, 100, 500, 1000] as const;
/** Those that Stripe used itself. */
const RATES = "balance";

export type Asked = {
  metrics: string[];
  dimensions: string[];
  filter: Condition | null;
  grain: string | null;
  basis: string;
  compare: string;
  sort: { by: string; descending: boolean } | null;
  limit: number;
  atLeast: number;
  /** The one currency money is told in; null: each in its own. */
  convert: string | null;
  chart: Chart;
};

/** Where the names of the address are read from. */
export type Said = { get: (name: string) => string | null; all: (name: string) => string[] };

/** Names of the explorer's own in an address; the period's and the accounts' are the desk's. */
export const NAMES = ["m", "by", "f", "grain", "basis", "compare", "sort", "limit", "least", "in", "chart", "currency"] as const;

export function read(said: Said): Asked {
  const one = <T extends string>(name: string, known: readonly T[]) => known.find((each) => each === said.get(name));
  const sort = said.get("sort");
  const limit = Number(said.get("limit"));
  const least = Number(said.get("least"));
  const grain = one("grain", GRAINS) ?? null;
  return {
    metrics: unique(said.all("m")),
    dimensions: unique(said.all("by")),
    filter: readCondition(said.get("f")),
    grain,
    basis: one("basis", ["booked"]) ?? "created",
    compare: one("compare", ["previous", "year"]) ?? "none",
    sort: sort === null ? null : { by: sort.replace(/^-/, ""), descending: sort.startsWith("-") },
    limit: LIMITS.find((each) => each === limit) ?? LIMIT,
    atLeast: LEAST.find((each) => each === least) ?? 0,
    convert: /^[a-z]{3}$/.test(said.get("in") ?? "") ? said.get("in") : null,
    chart: one("chart", CHARTS) ?? (grain === null ? "table" : "line"),
  };
}

/** What the address says of it; what goes without saying is left out. */
export function written(asked: Asked): Record<(typeof NAMES)[number], string[] | string | null> {
  const { sort, grain, chart } = asked;
  return {
    m: asked.metrics,
    by: asked.dimensions,
    f: asked.filter === null ? null : JSON.stringify(asked.filter),
    grain,
    basis: asked.basis === "created" ? null : asked.basis,
    compare: asked.compare === "none" ? null : asked.compare,
    sort: sort === null ? null : `${sort.descending ? "-" : ""}${sort.by}`,
    limit: asked.limit === LIMIT ? null : String(asked.limit),
    least: asked.atLeast === 0 ? null : String(asked.atLeast),
    in: asked.convert,
    chart: chart === (grain === null ? "table" : "line") ? null : chart,
    currency: null,
  };
}

/** Without when: what a widget of a board keeps. */
export function kept(asked: Asked): Omit<Question, "period"> {
  const { metrics, dimensions, filter, grain, basis, compare, sort, limit, atLeast, convert } = asked;
  const sorts = sort !== null && [...metrics, ...dimensions, "time"].includes(sort.by);
  return {
    metrics,
    ...(dimensions.length > 0 ? { dimensions } : {}),
    ...(filter === null ? {} : { filter }),
    ...(grain === null ? {} : { grain }),
    ...(basis === "created" ? {} : { date_base: basis }),
    ...(compare === "none" ? {} : { compare }),
    ...(sorts ? { sort } : {}),
    ...(convert === null ? {} : { convert: { currency: convert, rates: RATES } }),
    ...(dimensions.length > 0 && atLeast > 0 ? { at_least: atLeast } : {}),
    ...(dimensions.length > 0 || grain !== null ? { limit: grain === null ? limit : Math.min(limit, 50) } : {}),
  };
}

export function questionOf(asked: Asked, span: { from: Date | null; until: Date | null }, now: Date): Question | null {
  if (asked.metrics.length === 0) return null;
  return { ...kept(asked), period: periodOf(span, now) };
}

const TEN_MINUTES_MS = 600_000;
const BEGINNING = "2009-01-01T00:00:00Z";

/** A running period goes to the ten minutes under way, so that the question does not change each second. */
export function periodOf({ from, until }: { from: Date | null; until: Date | null }, now: Date): { from: string; until: string } {
  const end = until ?? new Date(Math.ceil((now.getTime() + 1) / TEN_MINUTES_MS) * TEN_MINUTES_MS);
  return { from: from === null ? BEGINNING : moment(from), until: moment(end) };
}

/** What all of these can be divided by. */
export function common(metrics: readonly Pick<Metric, "dimensions">[]): string[] {
  const [first, ...rest] = metrics;
  return (first?.dimensions ?? []).filter((one) => rest.every((other) => other.dimensions.includes(one)));
}

/** The question after a metric was taken in or out: what the metrics do not share is no longer asked. */
export function withMetrics(asked: Asked, metrics: string[], known: (dimension: string) => boolean): Asked {
  return { ...asked, metrics, dimensions: asked.dimensions.filter(known) };
}

export type Names = { metric: (slug: string) => string; dimension: (slug: string) => string };

/** The question in words, without its filters: "Authorisation rate and Payments by Card brand, each day". */
export function titleOf(asked: Asked, names: Names): string {
  const metrics = listed(asked.metrics.map(names.metric));
  const by = asked.dimensions.length > 0 ? ` by ${listed(asked.dimensions.map((one) => lower(names.dimension(one))))}` : "";
  return `${metrics}${by}${asked.grain === null ? "" : `, each ${asked.grain}`}`;
}

function listed(words: readonly string[]): string {
  return words.length < 3 ? words.join(" and ") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "Card brand" in a sentence; what begins with an abbreviation stays. */
function lower(words: string): string {
  return /^[A-Z][a-z]/.test(words) && !words.startsWith("Stripe") ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}

function unique(all: readonly string[]): string[] {
  return [...new Set(all)];
}

function moment(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
