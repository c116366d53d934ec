/** What a tab is asked for: everything of it that the address holds, and the questions that makes.
 *
 * The address is the whole state, so that a link is the tab as it is: `f` narrows, `m` are the metrics drawn,
 * `by` the tables, `base` the date that counts, `basis` what fees are a part of, `grain`, `compare`, `currency`; period, accounts and mode are the desk's.
 */
import { SvelteMap } from "svelte/reactivity";
import type { Answer, Catalogue, Choices, Dimension, Metric } from "../../../api/types";
import type { Condition, Question } from "../../../state/asking.svelte";
import { isMoney } from "../../../format/metric";
import type { Desk } from "../../../state/desk.svelte";
import type { Period } from "../../../state/periods";
import { sliceWords } from "../../../words/slices";
import type { Tab } from "../tabs/tab";
import { type Basis, based, basisOf } from "./basis";
import { factUnder } from "./facts";
import { type Grain, grainOf, grainsFor } from "./grains";
import { conditionOf, type Narrow, read, toggled, written } from "./narrowing";
import { rangeWords } from "./ranges";

export const ANALYTICS_PERIOD = "90d";
export const COMPARISONS = ["previous", "year", "none"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What only a try that was declined has, or a dispute: it divides no share of all tries. */
const DECLINED = new Set(
  "reason_code declined_by outcome decline_hardness advice_code network_advice_code network_decline_code result lifecycle".split(" "),
);
/** Dimensions whose values only the API can call by their name. */
const LABELLED = new Set(["amount_range", "network_reason_code", "network_decline_code", "network_advice_code"]);
const BEGINNING = "1970-01-01T00:00:00Z";
/** What a link from tab to tab takes along. */
export const KEPT = ["f", "compare", "currency", "convert", "grain", "base", "basis"];

export class View {
  #desk: Desk;
  #tab: () => Tab;
  #catalogue: () => Catalogue | null;
  #chosen: () => Choices | null;
  /** A running period ends here, until it is read anew. */
  #asOf = $state.raw(new Date());
  #metrics = $derived.by(() => new Map((this.#catalogue()?.metrics ?? []).map((one) => [one.slug, one])));
  #dimensions = $derived.by(() => new Map((this.#catalogue()?.dimensions ?? []).map((one) => [one.slug, one])));
  /** What answers called values of dimensions: they know what the business chose. */
  #labels = new SvelteMap<string, string>();
  narrows: Narrow[] = $derived.by(() => this.#desk.address.all("f").flatMap((one) => read(one) ?? []));

  constructor(
    desk: Desk,
    tab: () => Tab,
    catalogue: () => Catalogue | null,
    chosen: () => Choices | null = () => null,
  ) {
    this.#chosen = chosen;
    this.#desk = desk;
    this.#tab = tab;
    this.#catalogue = catalogue;
  }

  get tab(): Tab {
    return this.#tab();
  }

  get period(): Period {
    return this.#desk.period.of(ANALYTICS_PERIOD);
  }

  get until(): Date {
    const { until } = this.period;
    return until !== null && until < this.#asOf ? until : this.#asOf;
  }

  /** Whether the last part of time has not ended. */
  get isRunning(): boolean {
    return this.until === this.#asOf;
  }

  get compare(): Comparison {
    if (this.period.from === null) return "none";
    return COMPARISONS.find((one) => one === this.#desk.address.get("compare")) ?? this.usualCompare;
  }

  /** What holds until somebody chooses another. */
  get usualCompare(): Comparison {
    return COMPARISONS.find((one) => one === this.#chosen()?.compare) ?? "previous";
  }

  /** Which date counts: when it happened, or when it was booked, on tabs that know both. */
  get base(): "created" | "booked" {
    return this.tab.booked && this.#desk.address.get("base") === "booked" ? "booked" : "created";
  }

  get basis(): Basis {
    return basisOf(this.#desk.address.get("basis"), this.#chosen()?.fee_basis);
  }

  /** What the business chose; null while it is not read. */
  get chosen(): Choices | null {
    return this.#chosen();
  }

  /** The one currency that all money is told in, if one is chosen. */
  get convert(): string | null {
    const asked = this.#desk.address.get("convert") ?? this.#chosen()?.currency ?? null;
    return asked !== null && /^[a-z]{3}$/.test(asked) ? asked : null;
  }

  get grains(): Grain[] {
    return grainsFor(this.period.from, this.until);
  }

  get grain(): Grain {
    return grainOf(this.period.from, this.until, this.#desk.address.get("grain"));
  }

  metric(slug: string): Metric | null {
    return this.#metrics.get(slug) ?? null;
  }

  dimension(slug: string): Dimension | null {
    return this.#dimensions.get(slug) ?? null;
  }

  /** Those that there are and that can be narrowed as the tab is. */
  usable(slugs: readonly string[], by: readonly string[] = []): Metric[] {
    return slugs.flatMap((slug) => {
      const found = this.metric(slug);
      const fits = found && this.isOfBase(found) && [...this.wanted, ...by].every((one) => this.#fits(found, one));
      return fits ? found : [];
    });
  }

  /** Whether it has the date that counts. */
  isOfBase(metric: Metric): boolean {
    return metric.date_bases.includes(this.base);
  }

  /** Whether a metric can be divided by a dimension. A part of all tries cannot by what only declines have. */
  #fits(metric: Metric, dimension: string): boolean {
    if (!metric.dimensions.includes(dimension)) return false;
    if (metric.made !== "ratio" || !DECLINED.has(dimension)) return true;
    const under = this.metric(metric.parts[1] ?? "");
    const ofAll = ["attempt", "payment"].includes(this.fact(metric.parts[1]) ?? "");
    return !ofAll || isDeclines(under);
  }

  /** The dimensions that narrow this tab: those that its first metric knows. */
  get wanted(): string[] {
    const main = this.metric(this.tab.metrics[0] ?? "");
    const all = [...new Set(this.narrows.map((one) => one.dimension))];
    return all.filter((one) => main?.dimensions.includes(one) ?? false);
  }

  get headSlugs(): string[] {
    return this.tab.heads.map((slug) => based(slug, this.basis));
  }

  get heads(): Metric[] {
    return this.headSlugs.flatMap((slug) => this.metric(slug) ?? []);
  }

  /** What is drawn: the metrics the address names, else the first headline that can be narrowed so. */
  get drawn(): Metric[] {
    const wanted = this.#desk.address.all("m").map((slug) => based(slug, this.basis));
    const asked = this.usable([...new Set(wanted)]);
    if (asked.length > 0) return asked;
    return this.usable(this.headSlugs).slice(0, 1);
  }

  /** All of the area that can be narrowed so, the headlines first. */
  get area(): Metric[] {
    return this.usable([...new Set([...this.headSlugs, ...this.#named.map((one) => one.slug)])]);
  }

  /** Those of the area that do not know the date that counts. */
  get ofOtherBase(): Metric[] {
    return this.#named.filter((one) => !this.isOfBase(one));
  }

  /** All of the area; of the rates of fees those of the basis that holds. */
  get #named(): Metric[] {
    return [...this.#metrics.values()].filter((one) => one.area === this.tab.area && based(one.slug, this.basis) === one.slug);
  }

  /** What the headlines are asked with: also amounts of tables, so that their currencies are known. */
  get asked(): Metric[] {
    const tables = [...this.tab.metrics, ...(this.tab.other ?? []).flatMap((one) => one.metrics)];
    const moneyed = this.usable(tables).filter(isMoney);
    return [...new Set([...this.usable(this.headSlugs), ...moneyed])];
  }

  /** The dimensions that tables are shown by. */
  get by(): string[] {
    const asked = this.#desk.address.all("by");
    const isOne = this.#desk.choice.chosen.length < 2;
    return asked.length > 0 ? asked.filter((one) => one !== "none") : this.tab.by.filter((one) => one !== "account" || !isOne);
  }

  /** The metrics of the table by a dimension. */
  of(dimension: string): Metric[] {
    const own = this.tab.other?.find((one) => one.dimension === dimension)?.metrics;
    const found = this.usable(own ?? this.tab.metrics, [dimension]);
    // amounts of several currencies have no order: the number of rows has
    return dimension === "currency" ? found.toSorted((one, other) => Number(isMoney(one)) - Number(isMoney(other))) : found;
  }

  /** Every dimension that a table of the tab can have. */
  get offered(): Dimension[] {
    return [...this.#dimensions.values()].filter((one) => this.of(one.slug).length > 0);
  }

  question(metrics: readonly Metric[], more: Partial<Question> = {}): Question | null {
    if (metrics.length === 0) return null;
    const { filter, ...rest } = more;
    const narrowed = this.condition();
    const both = [narrowed, filter].filter((one) => one != null);
    return {
      metrics: metrics.map((one) => one.slug),
      period: { from: this.period.query.created_from ?? BEGINNING, until: moment(this.until) },
      ...(this.base === "created" ? {} : { date_base: this.base }),
      ...(this.compare === "none" ? {} : { compare: this.compare }),
      ...(this.convert === null ? {} : { convert: { currency: this.convert, rates: this.#chosen()?.rates ?? "balance" } }),
      ...(both.length > 0 ? { filter: both.length === 1 ? both[0] : { all: both as Condition[] } } : {}),
      ...rest,
    };
  }

  condition(): Condition | null {
    const wanted = this.wanted;
    return conditionOf(this.narrows, (one) => wanted.includes(one));
  }

  /** The rows a metric counts; of the tab's main one where none is named. */
  fact(slug: string | undefined = this.tab.metrics[0] ?? ""): string | null {
    return factUnder(this.metric(slug), (one) => this.metric(one));
  }

  /** A value of a dimension as a person says it. */
  words(dimension: string, value: string | null, slug?: string): string {
    const of = this.fact(slug);
    const account = (id: string) => this.#desk.account(id)?.name ?? null;
    const known = value === null ? undefined : (this.#labels.get(`${of} ${dimension} ${value}`) ?? this.#range(dimension, value, of));
    return known ?? sliceWords(dimension, value, { account, of });
  }

  /** The borders of amounts of what is counted. */
  borders(of: string | null = this.fact()): readonly number[] {
    return (of === "dispute" ? this.#chosen()?.dispute_ranges : this.#chosen()?.amount_ranges) ?? [];
  }

  #range(dimension: string, value: string, of: string | null): string | undefined {
    return dimension === "amount_range" ? (rangeWords(this.borders(of), Number(value)) ?? undefined) : undefined;
  }

  /** Takes in what an answer calls its values. */
  learn(answer: Answer, slug?: string): void {
    const of = this.fact(slug);
    for (const { dimensions, labels } of answer.rows) {
      for (const [dimension, value] of Object.entries(dimensions)) {
        if (!LABELLED.has(dimension)) continue;
        const key = `${of} ${dimension} ${value ?? ""}`;
        const label = labels[dimension];
        if (value !== null && label && label !== value && this.#labels.get(key) !== label) this.#labels.set(key, label);
      }
    }
  }

  /** The address of the rows behind a number of this tab, as it is narrowed now; of a cell of a table. `currency`: that of the number. `more`: what else the address says. */
  behind(slug: string, currency: string | null, cell: Readonly<Record<string, string | null>> = {}, more: Readonly<Record<string, string>> = {}): string {
    const cells = Object.entries(cell).map(([dimension, value]) => `${dimension}:${value ?? ""}`);
    const kept = Object.fromEntries(KEPT.map((name) => [name, this.#desk.address.all(name)]));
    return this.#desk.link(`/analytics/${this.tab.slug}/rows`, { ...kept, ...(currency ? { currency } : {}), of: slug, cell: cells, ...more });
  }

  /** Narrows to a value, or takes that out again. */
  narrow(narrow: Narrow): void {
    this.#desk.address.go({ f: toggled(this.#desk.address.all("f"), narrow) });
  }

  isNarrowed(narrow: Narrow): boolean {
    return this.#desk.address.has("f", written(narrow));
  }

  /** Reads on: a running period holds what has come in since. */
  renew(): void {
    if (this.isRunning) this.#asOf = new Date();
  }
}

/** Declines of any kind: what only they have divides them. */
function isDeclines(metric: Metric | null | undefined): boolean {
  return metric?.slug.includes("decline") ?? false;
}

function moment(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
