/** The rows of a table by one dimension: each value in words, with its figures and what they were before. */
import type { Answer, Metric } from "../../../api/types";
import { csvOf } from "../../../format/csv";
import { cellsOf, type Change, changeOf, type Figure, figureOf, headsOf, heightOf, isShare } from "../../../format/metric";
import { count } from "../../../format/rate";
import { sliceCode } from "../../../words/slices";
import type { View } from "../state/view.svelte";

const MINUS = "\u2212";

export type Slice = {
  value: string | null;
  name: string;
  code: string | null;
  figures: (Figure | null)[];
  /** Of the share where the table has one, else of its first metric. */
  change: Change | null;
  /** The same as a column has room for: "−5.3", "+31", "+12.4 %". */
  moved: string;
  isNew: boolean;
};

/** Which metric of a table its change is told of. */
export function toldOf(metrics: readonly Metric[]): number {
  return Math.max(0, metrics.findIndex(isShare));
}

export function slicesOf(
  answer: Answer,
  dimension: string,
  metrics: readonly Metric[],
  currency: string | null,
  view: View,
): Slice[] {
  const at = toldOf(metrics);
  // each currency in itself, unless all are converted to one
  const isOwn = dimension === "currency" && view.convert === null;
  const main = metrics[at];
  const isSome = ({ dimensions, values, before }: Answer["rows"][number]) => {
    const told = isOwn ? (dimensions[dimension] ?? null) : currency;
    return [values, before].some((one) => Number(figureOf(one?.[metrics[0]?.slug ?? ""], told)?.numerator ?? 0) !== 0);
  };
  return answer.rows.filter(isSome).map((row) => {
    const value = row.dimensions[dimension] ?? null;
    const told = isOwn ? value : currency;
    const figures = metrics.map((one) => figureOf(row.values[one.slug], told));
    const before = main ? figureOf(row.before?.[main.slug], told) : null;
    return {
      value,
      name: view.words(dimension, value, metrics[0]?.slug),
      code: sliceCode(dimension, value),
      figures,
      change: main ? changeOf(main, figures[at] ?? null, before) : null,
      moved: main ? moved(main, figures[at] ?? null, before) : "",
      isNew: answer.totals_before !== null && row.before != null && isNothing(before),
    };
  });
}

/** The file is made of the same exact values as the table. */
export function sliceCsv(slices: readonly Slice[], dimension: string, metrics: readonly Metric[]): string {
  const moneyed = metrics.map((_, at) => slices.some((one) => one.figures[at]?.currency != null));
  const heads = metrics.flatMap((one, at) => headsOf(one, moneyed[at] ?? false));
  const rows = slices.map((one) => [
    one.value ?? "",
    one.name,
    ...metrics.flatMap((metric, at) => {
      const figure = one.figures[at];
      return figure ? cellsOf(metric, figure) : headsOf(metric, moneyed[at] ?? false).map(() => "");
    }),
  ]);
  return csvOf([[dimension, "name", ...heads], ...rows]);
}

/** Of a share in points, of a count in rows, of money in percent. */
function moved(metric: Metric, now: Figure | null, before: Figure | null): string {
  if (now === null || before === null) return "";
  if (isShare(metric)) return signed(heightOf(metric, now) - heightOf(metric, before));
  if (metric.unit !== "count") return changeOf(metric, now, before)?.moved ?? "";
  const by = Number(now.numerator) - Number(before.numerator);
  return by === 0 ? "±0" : (by < 0 ? MINUS : "+") + count(Math.abs(by));
}

function signed(points: number): string {
  const shown = Math.abs(points).toFixed(Math.abs(points) < 0.95 ? 2 : 1);
  return Number(shown) === 0 ? "±0.0" : (points < 0 ? MINUS : "+") + shown;
}

function isNothing(figure: Figure | null): boolean {
  return figure === null || Number(figure.numerator) === 0;
}
