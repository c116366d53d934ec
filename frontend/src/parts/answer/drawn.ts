/** What of an answer is drawn: its lines, or its slices as bars. */
import type { Answer, AnswerRow, Metric } from "../../api/types";
import { type Figure, figureOf, heightOf, wholeText } from "../../format/metric.ts";
import { beforeLine, lineOf, metricLines, sliceLines, startsOf, stepsFrom } from "../chart/answered.ts";
import type { Line, Step } from "../chart/lines.ts";
import { added } from "../../format/money.ts";
import { dimensionsOf, labelOf, type Words } from "./table.ts";

/** More lines than these are not told apart. */
export const LINES_MAX = 8;
/** So many colours there are. */
const TOLD_APART = 5;
export const BARS_MAX = 30;

export type Bar = { key: string; name: string; said: string; part: number; isLess: boolean };

/** A row's dimensions in words, as one. */
export function sliceOf(row: Pick<AnswerRow, "dimensions" | "labels">, words: Words): string {
  return Object.keys(row.dimensions)
    .map((slug) => labelOf(row, slug, words))
    .join(" · ");
}

export type Drawn = { steps: Step[]; lines: Line[]; left: number };

/** Over time: a line a metric, or of the first metric a line a slice. `left`: slices there was no room for. */
export function linesOf(answer: Answer, grain: string, currency: string | null, words: Words): Drawn {
  const starts = startsOf(answer.rows);
  const steps = stepsFrom(starts, grain, words.now, words.zone);
  const [first] = answer.definitions;
  if (first === undefined) return { steps, lines: [], left: 0 };
  if (dimensionsOf(answer).length === 0) {
    const lines = metricLines(answer.rows, answer.definitions, currency);
    const before = answer.rows.some((row) => row.before !== null) && answer.definitions.length === 1;
    const named = steps.map((one) => `${one.long}, time before`);
    return {
      steps,
      lines: before ? [...lines, beforeLine(answer.rows, first, currency, "The time before", named)] : lines,
      left: 0,
    };
  }
  const rows = answer.rows.map((row) => ({ ...row, dimensions: { slice: sliceOf(row, words) } }));
  const lines = sliceLines({ rows }, "slice", first, currency, (value) => value ?? "");
  if (lines.length > TOLD_APART + 1 && addsUp(first)) {
    const kept = lines.slice(0, TOLD_APART);
    const names = new Set(kept.map((one) => one.name));
    const others = rows.filter((row) => !names.has(row.dimensions.slice));
    return { steps, lines: [...kept, restLine(others, starts, first, currency, lines.length - TOLD_APART)], left: 0 };
  }
  return { steps, lines: lines.slice(0, LINES_MAX), left: Math.max(0, lines.length - LINES_MAX) };
}

/** What is left of the slices, added up. */
function restLine(rows: readonly AnswerRow[], starts: readonly string[], metric: Metric, currency: string | null, count: number): Line {
  const name = `${count} others`;
  const sums = new Map<string, Figure>();
  for (const row of rows) {
    const figure = figureOf(row.values[metric.slug], currency, metric);
    if (figure === null) continue;
    const before = sums.get(row.start ?? "");
    sums.set(row.start ?? "", before ? { ...figure, numerator: added(before.numerator, figure.numerator) } : figure);
  }
  const none = metric.unit === "count" ? { numerator: 0, denominator: null, currency: null } : null;
  const line = lineOf(metric, name, starts.map((start) => sums.get(start) ?? none));
  return { ...line, key: `${metric.slug} others`, heads: line.heads.map((head) => `${name} ${head}`) };
}

/** Amounts and counts of different rows; customers may be the same ones, and the largest is one of all. */
function addsUp({ unit, measure }: Metric): boolean {
  return (unit === "count" || unit === "money") && !/^(distinct|least|most):/.test(measure ?? "");
}

/** Without parts of time: the first metric of each slice, as long as it is of the longest. */
export function barsOf(answer: Answer, metric: Metric, currency: string | null, words: Words): Bar[] {
  const told = answer.rows.slice(0, BARS_MAX).map((row, index) => {
    const figure = figureOf(row.values[metric.slug], currency, metric);
    const name = sliceOf(row, words) || metric.name;
    return { key: `${index} ${name}`, name, figure, height: figure === null ? 0 : heightOf(metric, figure) };
  });
  const most = Math.max(...told.map((one) => Math.abs(one.height)), 0) || 1;
  return told.map(({ key, name, figure, height }) => ({
    key,
    name,
    said: figure === null ? "no data" : wholeText(metric, figure),
    part: Math.abs(height) / most,
    isLess: height < 0,
  }));
}
