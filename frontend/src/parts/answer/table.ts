/** An answer as a table and as a file: what it was divided by, its part of time, and its numbers. */
import type { Answer, AnswerRow, Dimension, Metric } from "../../api/types";
import { csvOf } from "../../format/csv.ts";
import { cellsOf, changeOf, currenciesIn, figureOf, headsOf, isMoney, wholeText, type Measured } from "../../format/metric.ts";
import { GRAIN_WORDS, stepsFrom } from "../chart/answered.ts";

type Named = Pick<Metric, "slug" | "name" | "unit" | "good"> & Measured;

/** What words need: the dimension's names, and the values in words. */
export type Words = {
  dimensions: readonly Pick<Dimension, "slug" | "name">[];
  value: (dimension: string, value: string | null) => string;
  zone: string;
  now: Date;
  /** In which order a cell tells its currencies. */
  order?: readonly string[];
};

/** One cell: its lines, one a currency, and what changed since the time compared with. */
export type Cell = { said: string[]; moved: { words: string; tone: "good" | "bad" | "none" } | null };
export type TableRow = { key: string; heads: string[]; cells: Cell[] };
export type Table = { heads: string[]; metrics: string[]; rows: TableRow[]; sum: Cell[] };

export function dimensionsOf(answer: Pick<Answer, "rows">): string[] {
  return Object.keys(answer.rows[0]?.dimensions ?? {});
}

export function tableOf(answer: Answer, grain: string | null, words: Words): Table {
  const dimensions = dimensionsOf(answer);
  const metrics = answer.definitions;
  const steps = moments(answer.rows, grain, words);
  const named = (slug: string) => words.dimensions.find((one) => one.slug === slug)?.name ?? slug;
  return {
    heads: [...dimensions.map(named), ...(grain === null ? [] : [GRAIN_WORDS[grain]?.head ?? "From"])],
    metrics: metrics.map((one) => one.name),
    rows: answer.rows.map((row, index) => ({
      key: JSON.stringify([row.dimensions, row.start, index]),
      heads: [
        ...dimensions.map((slug) => labelOf(row, slug, words)),
        ...(grain === null ? [] : [steps.get(row.start ?? "") ?? ""]),
      ],
      cells: metrics.map((metric) => cellOf(metric, row.values, row.before, words.order)),
    })),
    sum: metrics.map((metric) => cellOf(metric, answer.totals, answer.totals_before, words.order)),
  };
}

/** A row's value of a dimension: as the API says it, else in our words. */
export function labelOf({ labels, dimensions }: Pick<AnswerRow, "labels" | "dimensions">, slug: string, words: Words): string {
  const value = dimensions[slug] ?? null;
  const label = value === null ? undefined : labels[slug];
  return label === undefined || label === value ? words.value(slug, value) : label;
}

/** A metric in each of its currencies, those of `order` first. */
export function cellOf(metric: Named, values: AnswerRow["values"], before: AnswerRow["before"], order: readonly string[] = []): Cell {
  const value = values[metric.slug];
  const found = isMoney(metric) ? currenciesIn([value]) : [];
  const currencies = order.filter((one) => found.includes(one)).concat(found.filter((one) => !order.includes(one)));
  const figures = (currencies.length > 0 ? currencies : [null]).map((one) => figureOf(value, one, metric));
  const said = figures.flatMap((figure) => (figure === null ? [] : [wholeText(metric, figure)]));
  const [only] = figures;
  const earlier = before ? figureOf(before[metric.slug], only?.currency ?? null, metric) : null;
  const change = figures.length === 1 ? changeOf(metric, only ?? null, earlier) : null;
  return { said, moved: change && { words: change.moved, tone: change.tone } };
}

/** The file: exact values, a line for each currency. */
export function csvOfAnswer(answer: Answer, grain: string | null, words: Words): string {
  const dimensions = dimensionsOf(answer);
  const currencies = currenciesOf(answer);
  const heads = (metric: Named) => headsOf(metric, isMoney(metric) && currencies.length > 0);
  const top = [...dimensions, ...(grain === null ? [] : [grain]), ...answer.definitions.flatMap(heads)];
  const steps = moments(answer.rows, grain, words, "key");
  const lines = answer.rows.flatMap((row) =>
    (currencies.length > 0 ? currencies : [null]).map((currency) => [
      ...dimensions.map((slug) => row.dimensions[slug] ?? ""),
      ...(grain === null ? [] : [steps.get(row.start ?? "") ?? ""]),
      ...answer.definitions.flatMap((metric) => {
        const figure = figureOf(row.values[metric.slug], currency, metric);
        const none = heads(metric).map(() => "");
        if (figure === null) return none;
        const cells = cellsOf(metric, figure);
        return [...cells, ...none].slice(0, none.length);
      }),
    ]),
  );
  return csvOf([top, ...lines]);
}

/** The currencies that any of its money is told in. */
export function currenciesOf(answer: Answer): string[] {
  const values = [answer.totals, ...answer.rows.map((row) => row.values)];
  const slugs = answer.definitions.filter(isMoney).map((one) => one.slug);
  return currenciesIn(values.flatMap((one) => slugs.map((slug) => one[slug])));
}

function moments(
  rows: readonly AnswerRow[],
  grain: string | null,
  { now, zone }: Words,
  as: "long" | "key" = "long",
): Map<string, string> {
  if (grain === null) return new Map();
  const starts = [...new Set(rows.flatMap(({ start }) => start ?? []))].sort();
  const steps = stepsFrom(starts, grain, now, zone);
  return new Map(starts.map((start, index) => [start, steps[index]?.[as] ?? ""]));
}
