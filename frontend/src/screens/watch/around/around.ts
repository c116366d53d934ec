/** The numbers of a rule around the moment at which it found something.
 *
 * A rule that looks at the last 24 hours is drawn as it looks: each point is the sum of the 24 hours up to it, made
 * of the exact numbers of those hours. The moment itself is a point of its own, with what was measured then.
 */
import type { Answer, Metric } from "../../../api/types";
import { type Figure, figureOf, figureText, heightOf, isShare, wholeText } from "../../../format/metric.ts";
import { added, digits, text } from "../../../format/money.ts";
import { count, percent } from "../../../format/rate.ts";
import type { Condition, Question } from "../../../state/asking.svelte";
import type { Line } from "../../../parts/chart/lines.ts";
import type { Alert, Exact, Figures, Measured, Unit } from "../shapes.ts";

type Frame = { grain: string; parts: number; every: number; before: number; after: number };
export type Point = { at: string; figure: Figure | null };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Of a rolling window: which parts are asked for, how many make one, every how many of them is drawn, and how long. */
const ROLLING: Readonly<Record<Unit, Frame>> = {
  hour: { grain: "hour", parts: 1, every: 1, before: 36 * HOUR_MS, after: 12 * HOUR_MS },
  day: { grain: "hour", parts: 24, every: 2, before: 7 * DAY_MS, after: 2 * DAY_MS },
  week: { grain: "hour", parts: 168, every: 6, before: 28 * DAY_MS, after: 7 * DAY_MS },
  month: { grain: "day", parts: 30, every: 1, before: 60 * DAY_MS, after: 14 * DAY_MS },
};
const WHOLE_MS: Readonly<Record<Unit, number>> = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 31 * DAY_MS };

export function frameOf({ frame }: Figures): Frame {
  if (!frame?.calendar) return ROLLING[frame?.unit ?? "hour"];
  const whole = WHOLE_MS[frame.unit];
  return { grain: frame.unit, parts: 1, every: 1, before: 12 * whole, after: 2 * whole };
}

/** The zone whose hours and days are asked for: the rule's own, where it looks at its calendar. */
export function zoneOf({ frame }: Figures): string {
  return frame?.calendar ? frame.zone : "UTC";
}

/** The accounts and the mode that the rule looked at. */
export function scopeOf({ connection_id: whose, figures }: Pick<Alert, "connection_id" | "figures">) {
  return { connection_id: whose === null ? (figures.connections ?? []) : [whose], livemode: figures.livemode ?? true };
}

/** What the rule narrowed its numbers to, with the combination that was found. */
export function filterOf(figures: Figures, values: Readonly<Record<string, string | null>>): Condition | null {
  const found = Object.entries(values)
    .filter(([dimension]) => dimension !== "account")
    .map(([dimension, value]) => (value === null ? { dimension, exists: false } : { dimension, is: [value] }));
  const all: Condition[] = [...(figures.filter ? [figures.filter] : []), ...found];
  return all.length > 1 ? { all } : (all[0] ?? null);
}

/** The question for the points; it begins a window earlier than the first of them. */
export function askedOf(alert: Alert, metric: string, now: Date): Question | null {
  const { figures } = alert;
  const [first] = figures.combinations ?? [];
  if (!figures.window || !first) return null;
  const { grain, parts, before, after } = frameOf(figures);
  const size = grain === "hour" ? HOUR_MS : DAY_MS;
  const end = Date.parse(figures.window.end);
  const lead = parts > 1 ? parts * size : 0;
  const floor = (moment: number) => told(Math.floor(moment / size) * size);
  const filter = filterOf(figures, first.values);
  const period = { from: floor(end - before - lead), until: floor(Math.min(now.getTime(), end + after)) };
  return { metrics: [metric], period, grain, ...(filter ? { filter } : {}) } as Question;
}

/** The same span before: the week before, or what directly came before, as the rule compares. */
export function beforeOf({ window }: Figures, { weeks }: Measured) {
  const [start, end] = [Date.parse(window?.start ?? ""), Date.parse(window?.end ?? "")];
  const by = weeks === false ? end - start : 7 * DAY_MS * Math.ceil((end - start) / (7 * DAY_MS));
  return { from: told(start - by), until: told(end - by) };
}

function told(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A point for the end of each window, the oldest first. */
export function pointsOf(answer: Pick<Answer, "rows">, metric: Metric, currency: string | null, frame: Frame, now: Date): Point[] {
  const rows = answer.rows.filter((row) => row.end != null && new Date(row.end) <= now);
  const figures = rows.map((row) => figureOf(row.values[metric.slug], currency, metric));
  return rows.flatMap((row, at) => {
    const isDrawn = at >= frame.parts - 1 && (rows.length - 1 - at) % frame.every === 0;
    return isDrawn ? [{ at: row.end ?? "", figure: summed(figures.slice(at - frame.parts + 1, at + 1)) }] : [];
  });
}

function summed(figures: readonly (Figure | null)[]): Figure | null {
  return figures.reduce<Figure | null>((sum, one) => {
    if (sum === null || one === null) return sum ?? one;
    const both = sum.denominator === null || one.denominator === null;
    return { ...sum, numerator: added(sum.numerator, one.numerator), denominator: both ? null : added(sum.denominator ?? 0, one.denominator ?? 0) };
  }, null);
}

/** What was measured, where it says anything. */
export function foundOf({ now }: Measured): Figure | null {
  return now.denominator === 0 ? null : now;
}

/** The points with the moment itself among them, in its place; `at` where. */
export function withMoment(points: readonly Point[], end: string, found: Figure | null): { points: Point[]; at: number } {
  const others = points.filter((one) => Date.parse(one.at) !== Date.parse(end));
  const at = others.findIndex((one) => Date.parse(one.at) > Date.parse(end));
  const place = at < 0 ? others.length : at;
  return { points: [...others.slice(0, place), { at: end, figure: found }, ...others.slice(place)], at: place };
}

/** Of the tests of one metric, the border that is met last. */
export function borderOf(tests: readonly Measured[]): Exact | null {
  const all = tests.flatMap(({ border }) => border ?? []);
  const isHigh = tests[0]?.op === "above" || tests[0]?.op === "rises";
  const sorted = all.sort((one, other) => worth(one) - worth(other));
  return (isHigh ? sorted.at(-1) : sorted[0]) ?? null;
}

function worth({ numerator, denominator }: Exact): number {
  return numerator / denominator;
}

/** An exact number of the metric in words: "0.5", "12.4%", "$10.00". */
export function exactText(metric: Metric, value: Exact, currency: string | null): string {
  const { numerator, denominator } = value;
  if (isShare(metric)) return percent(numerator, denominator);
  const whole = Math.round(worth(value));
  if (currency !== null) return text({ amount: whole, currency });
  return denominator === 1 ? count(numerator) : worth(value) >= 100 ? count(whole) : `about ${worth(value).toFixed(1)}`;
}

/** A level over all of the points, dashed; `isTold` no: only said. */
export function levelLine(key: string, name: string, metric: Metric, value: Exact, currency: string | null, length: number): Line {
  const said = exactText(metric, value, currency);
  const height = isShare(metric) ? 100 * worth(value) : worth(value) / (currency === null ? 1 : 10 ** digits(currency));
  const each = <T>(one: T): T[] => Array.from({ length }, () => one);
  return { key, name, drawn: "compared", heads: [key], said: each(said), cells: each([String(worth(value))]), heights: each(height) };
}

/** The moment as a line of one point. */
export function momentLine(metric: Metric, found: Figure | null, at: number, length: number): Line {
  const only = <T>(one: T): (T | null)[] => Array.from({ length }, (_, index) => (index === at ? one : null));
  const said = found === null ? null : wholeText(metric, found);
  return {
    key: "found",
    name: "When it was found",
    drawn: "yes",
    heads: ["found"],
    said: only(said),
    cells: only(found === null ? null : [figureText(metric, found)]),
    heights: only(found === null ? null : heightOf(metric, found)),
  };
}
