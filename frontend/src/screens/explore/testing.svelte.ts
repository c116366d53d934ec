/** What a filter can test, and the values there are to test for: asked of the data once it is opened. */
import type { Answer, Catalogue, Dimension, Metric } from "../../api/types";
import { figureOf } from "../../format/metric.ts";
import { count } from "../../format/rate.ts";
import type { Question } from "../../state/asking.svelte";
import type { Desk } from "../../state/desk.svelte";
import { sliceWords } from "../../words/slices.ts";
import type { Test } from "./tree.ts";

export const AMOUNT = "amount";
const MOST = 60;

export type Suggestion = { value: string; title: string; count: string };

export class Testing {
  #desk: Desk;
  #known: () => readonly Dimension[];
  #metrics: () => readonly Metric[];
  #catalogue: () => Catalogue | null;
  #period: () => Question["period"];

  constructor(
    desk: Desk,
    of: { known: () => readonly Dimension[]; metrics: () => readonly Metric[]; catalogue: () => Catalogue | null; period: () => Question["period"] },
  ) {
    this.#desk = desk;
    this.#known = of.known;
    this.#metrics = of.metrics;
    this.#catalogue = of.catalogue;
    this.#period = of.period;
  }

  get dimensions(): readonly Dimension[] {
    return this.#known();
  }

  name(slug: string): string {
    if (slug === AMOUNT) return "Amount";
    return this.#catalogue()?.dimensions.find((one) => one.slug === slug)?.name ?? slug;
  }

  words(dimension: string, value: string | null): string {
    const of = this.#metrics()[0]?.fact ?? null;
    return sliceWords(dimension, value, { account: (id) => this.#desk.account(id)?.name ?? null, of });
  }

  /** "Card brand is Visa or Amex". */
  said(test: Test): string {
    const name = this.name(test.dimension);
    const values = (all: readonly string[]) => {
      const named = all.map((one) => this.words(test.dimension, one));
      return named.length < 4 ? named.join(" or ") : `${named.slice(0, 2).join(", ")} or ${count(named.length - 2)} more`;
    };
    if (test.is) return `${name} is ${values(test.is)}`;
    if (test.is_not) return `${name} is not ${values(test.is_not)}`;
    if (test.exists !== undefined) return test.exists ? `${name} is known` : `${name} is not known`;
    const least = test.at_least === undefined ? "" : ` from ${count(test.at_least)}`;
    return `${name}${least}${test.below === undefined ? "" : ` below ${count(test.below)}`} minor units`;
  }

  /** The most frequent values of the period, with how often. */
  async values(dimension: string, signal: AbortSignal): Promise<Suggestion[]> {
    const all = this.#catalogue()?.metrics ?? [];
    const fits = (one: Metric) => one.dimensions.includes(dimension);
    const own = this.#metrics().filter(fits);
    const facts = new Set(own.map((one) => one.fact));
    const metric =
      own.find((one) => one.unit === "count") ??
      all.find((one) => one.unit === "count" && one.made === "counted" && fits(one) && (facts.size === 0 || facts.has(one.fact))) ??
      all.find((one) => one.unit === "count" && fits(one)) ??
      own[0];
    if (!metric) return [];
    const body = {
      metrics: [metric.slug],
      dimensions: [dimension],
      period: this.#period(),
      sort: { by: metric.slug, descending: true },
      limit: MOST,
      tz: this.#desk.zone,
      ...this.#desk.choice.query,
    };
    const answer = await this.#desk.client.post<Answer>("/metrics/query", body, signal);
    return answer.rows.flatMap((row) => {
      const value = row.dimensions[dimension] ?? null;
      const figure = figureOf(row.values[metric.slug], null);
      if (value === null) return [];
      return [{ value, title: row.labels[dimension] ?? this.words(dimension, value), count: figure === null ? "" : count(figure.numerator) }];
    });
  }
}
