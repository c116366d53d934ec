/** What moved a number: the values of each dimension that it changed with most.
 *
 * Of a count or a sum it is what a slice gained or lost. Of a share it is how many more or fewer of the slice's
 * present base ended the one way than at the slice's own share before, so that a slice that only grew moved
 * nothing; one that was not there before is held against the whole's share. Which of them are told is decided by
 * how much that is for a slice of its size (over the root of its base), or the largest country would always stand
 * first. Slices of one dimension add up; those of different dimensions are different views of one change.
 */
import type { AnswerRow, Metric } from "../../../api/types";
import { figureOf, type Figure } from "../../../format/metric.ts";

export type Mover = {
  dimension: string;
  value: string | null;
  /** In rows or minor units, more than before or fewer; of a share in rows of its numerator. */
  moved: number;
  /** How much that is for its size. */
  weight: number;
  now: Figure | null;
  before: Figure | null;
};

/** A slice that holds more of the base than this is the whole by another name. */
const WHOLE = 0.85;
/** Fewer rows than this moved nothing. */
const LEAST = 3;
/** Nor did less than this part of what the whole moved. */
const PART = 0.04;

/** The metric over all slices. */
export type Whole = { now: Figure | null; before: Figure | null };

/** The movers among the rows of one dimension, of either sign. */
export function moversOf(
  metric: Pick<Metric, "slug" | "unit">,
  dimension: string,
  rows: readonly AnswerRow[],
  currency: string | null,
  whole: Whole,
): Mover[] {
  const all = sizeOf(whole.now);
  const found = rows.map((row) => {
    const now = figureOf(row.values[metric.slug], currency);
    const before = figureOf(row.before?.[metric.slug], currency);
    const by = moved(now, before, whole.before);
    const size = Math.max(sizeOf(now), sizeOf(before), 1);
    const value = row.dimensions[dimension] ?? null;
    return { dimension, value, moved: by, weight: by / Math.sqrt(size), now, before };
  });
  const least = Math.max(LEAST, PART * Math.abs(moved(whole.now, whole.before, null)));
  return found.filter((one) => Math.abs(one.moved) >= least && sizeOf(one.now) <= WHOLE * all);
}

/** The strongest of all dimensions that went the way the whole did, of each at most two, and no two that are the
 * same rows under another name; those that moved most first. */
export function strongest(all: readonly Mover[], way: number, most: number): Mover[] {
  const same = all
    .filter((one) => Math.sign(one.moved) === Math.sign(way))
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
  const told: Mover[] = [];
  for (const one of same) {
    const isTwin = told.some((two) => two.moved === one.moved && sizeOf(two.now) === sizeOf(one.now));
    if (!isTwin && told.filter((two) => two.dimension === one.dimension).length < 2) told.push(one);
  }
  return told.slice(0, most).sort((one, other) => Math.abs(other.moved) - Math.abs(one.moved));
}

function moved(now: Figure | null, before: Figure | null, whole: Figure | null): number {
  const known = now ?? before;
  if (known === null) return 0;
  if (known.denominator === null) return Number(now?.numerator ?? 0) - Number(before?.numerator ?? 0);
  const held = before ?? whole;
  if (now === null || held === null) return 0;
  const share = Number(held.numerator) / Number(held.denominator);
  return Number(now.numerator) - share * Number(now.denominator);
}

function sizeOf(figure: Figure | null): number {
  return Number(figure?.denominator ?? figure?.numerator ?? 0);
}
