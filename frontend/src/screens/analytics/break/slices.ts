/** The rows of a table by one dimension: each value in words, with its figures and what they were before. */
import type { Answer, Metric } from "../../../api/types";
import { csvOf } from "../../../format/csv";
import { cellsOf, type Change, changeOf, type Figure, figureOf, headsOf, isShare } from "../../../format/metric";
import type { Desk } from "../../../state/desk.svelte";
import { sliceCode, sliceWords } from "../../../words/slices";
import { factOf } from "../state/facts";
import type { View } from "../state/view.svelte";

export type Slice = {
  value: string | null;
  name: string;
  code: string | null;
  figures: (Figure | null)[];
  /** Of the share where the table has one, else of its first metric. */
  change: Change | null;
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
  desk: Desk,
): Slice[] {
  const told = { account: (id: string) => desk.account(id)?.name ?? null, of: factOf(view, metrics[0]?.slug) };
  const at = toldOf(metrics);
  const main = metrics[at];
  return answer.rows.map((row) => {
    const value = row.dimensions[dimension] ?? null;
    const figures = metrics.map((one) => figureOf(row.values[one.slug], currency));
    const before = main ? figureOf(row.before?.[main.slug], currency) : null;
    return {
      value,
      name: sliceWords(dimension, value, told),
      code: sliceCode(dimension, value),
      figures,
      change: main ? changeOf(main, figures[at] ?? null, before) : null,
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

function isNothing(figure: Figure | null): boolean {
  return figure === null || Number(figure.numerator) === 0;
}
