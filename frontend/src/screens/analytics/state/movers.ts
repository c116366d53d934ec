/** What moved a number: the values of each dimension that it changed with most.
 *
 * Of a count or a sum it is what a slice gained or lost. Of a share it is how many more or fewer of the slice's
 * present base ended the one way than at the slice's own share before, so that a slice that only grew moved
 * nothing. Slices of one dimension add up; those of different dimensions are different views of one change.
 */
import type { AnswerRow, Metric } from "../../../api/types";
import { figureOf, type Figure } from "../../../format/metric.ts";

export type Mover = {
  dimension: string;
  value: string | null;
  /** In rows or minor units, more than before or fewer; of a share in rows of its numerator. */
  moved: number;
  now: Figure | null;
  before: Figure | null;
};

/** The movers among the rows of one dimension, the strongest first, of one sign or both. */
export function moversOf(
  metric: Pick<Metric, "slug" | "unit">,
  dimension: string,
  rows: readonly AnswerRow[],
  currency: string | null,
): Mover[] {
  const found = rows.map((row) => {
    const now = figureOf(row.values[metric.slug], currency);
    const before = figureOf(row.before?.[metric.slug], currency);
    return { dimension, value: row.dimensions[dimension] ?? null, moved: moved(now, before), now, before };
  });
  return found.filter((one) => one.moved !== 0).sort((one, other) => Math.abs(other.moved) - Math.abs(one.moved));
}

/** The strongest of all dimensions, each value once, only those that went the way the whole did. A value that
 * holds nearly everything says nothing. */
export function strongest(all: readonly Mover[], way: number, most: number): Mover[] {
  const same = all.filter((one) => Math.sign(one.moved) === Math.sign(way));
  return same.sort((one, other) => Math.abs(other.moved) - Math.abs(one.moved)).slice(0, most);
}

function moved(now: Figure | null, before: Figure | null): number {
  const [here, there] = [now ?? before, before ?? now];
  if (here === null || there === null) return 0;
  if (here.denominator === null) return Number(now?.numerator ?? 0) - Number(before?.numerator ?? 0);
  if (now === null || before === null) return 0;
  const share = Number(before.numerator) / Number(before.denominator);
  return Number(now.numerator) - share * Number(now.denominator);
}
