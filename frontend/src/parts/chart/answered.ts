/** An answer with a grain as a chart: its parts of time as steps, its metrics or its slices as lines.
 *
 * All of it is made of exact values; only heights may be rounded.
 */
import type { Answer, AnswerRow, Metric, MetricValue } from "../../api/types";
import { axisOf, cellsOf, type Figure, figureOf, headsOf, heightOf, isShare, wholeText, type Measured } from "../../format/metric.ts";
import { date, day, moment, shortDay } from "../../format/time.ts";
import { dayIn } from "../../format/zone.ts";
import type { Line, Step } from "./lines.ts";

type Named = Pick<Metric, "slug" | "name" | "unit" | "good"> & Measured;

/** Of a grain: the head of the column, and what is said of a part that is not over. */
export const GRAIN_WORDS: Readonly<Record<string, { head: string; unfinished: string }>> = {
  hour: { head: "Hour", unfinished: "This hour so far is dotted" },
  day: { head: "Day", unfinished: "Today so far is dotted" },
  week: { head: "Week from", unfinished: "This week so far is dotted" },
  month: { head: "Month", unfinished: "This month so far is dotted" },
  quarter: { head: "Quarter from", unfinished: "This quarter so far is dotted" },
  year: { head: "Year", unfinished: "This year so far is dotted" },
};

/** Its rows without those before the first that says anything: all of time begins with the first payment. */
export function trimmed(rows: readonly AnswerRow[]): AnswerRow[] {
  const first = rows.findIndex((row) => Object.values(row.values).some(isTold));
  return first < 0 ? [] : rows.slice(first);
}

/** One step for each moment at which parts of time begin, in their order. */
export function stepsFrom(starts: readonly string[], grain: string, now: Date, zone: string): Step[] {
  return starts.map((start) => {
    const at = new Date(start);
    const calendar = dayIn(at, zone);
    const year = calendar.slice(0, 4) === String(now.getUTCFullYear()) ? "" : ` ${calendar.slice(0, 4)}`;
    switch (grain) {
      case "hour": {
        const said = moment(start, at, { zone });
        return { key: start, short: said, long: `${date(at, now, zone)}, ${said}` };
      }
      case "month": {
        const name = shortDay(calendar).split(" ")[1] ?? calendar;
        return { key: calendar.slice(0, 7), short: name + year, long: `${name} ${calendar.slice(0, 4)}` };
      }
      case "year":
        return { key: calendar.slice(0, 4), short: calendar.slice(0, 4), long: calendar.slice(0, 4) };
      default:
        return { key: calendar, short: shortDay(calendar), long: day(calendar) + year };
    }
  });
}

/** When the parts of time of an answer begin, each once. */
export function startsOf(rows: readonly AnswerRow[]): string[] {
  return [...new Set(rows.flatMap(({ start }) => start ?? []))].sort();
}

/** One line a metric. Those in another unit than the first stand on the right. */
export function metricLines(rows: readonly AnswerRow[], metrics: readonly Named[], currency: string | null): Line[] {
  const first = metrics[0];
  return metrics.map((metric) => {
    const figures = rows.map((row) => figureOf(row.values[metric.slug], currency, metric));
    const isOther = first !== undefined && kindOf(metric) !== kindOf(first);
    return { ...lineOf(metric, metric.name, figures), ...(isOther ? { right: true as const } : {}) };
  });
}

/** What the metric was in the time before, part by part under this time's. */
export function beforeLine(
  rows: readonly AnswerRow[],
  metric: Named,
  currency: string | null,
  name: string,
  steps: readonly string[],
): Line {
  const figures = rows.map((row) => figureOf(row.before?.[metric.slug], currency, metric));
  return { ...lineOf({ ...metric, slug: `${metric.slug}_before` }, name, figures), drawn: "compared", steps };
}

/** One line a slice of one metric, in the order the answer has them. A slice without rows in a part of time has
 * none of a count there, and no data of a share. */
export function sliceLines(
  answer: Pick<Answer, "rows">,
  dimension: string,
  metric: Named,
  currency: string | null,
  name: (value: string | null) => string,
): Line[] {
  const starts = startsOf(answer.rows);
  const slices = new Map<string | null, Map<string, MetricValue | undefined>>();
  for (const row of answer.rows) {
    const value = row.dimensions[dimension] ?? null;
    const held = slices.get(value) ?? new Map<string, MetricValue | undefined>();
    held.set(row.start ?? "", row.values[metric.slug]);
    slices.set(value, held);
  }
  return [...slices].map(([value, held]) => {
    const none = metric.unit === "count" ? { numerator: 0, denominator: null, currency: null } : null;
    const figures = starts.map((start) => (held.has(start) ? figureOf(held.get(start), currency, metric) : none));
    const line = lineOf(metric, name(value), figures);
    return { ...line, key: `${metric.slug} ${value ?? ""}`, heads: line.heads.map((head) => `${name(value)} ${head}`) };
  });
}

/** The axis on each side, and whether the left one starts at 0: shares need not. */
export function axes(metrics: readonly Named[], currency: string | null) {
  const [first] = metrics;
  const other = first && metrics.find((one) => kindOf(one) !== kindOf(first));
  const said = (metric: Named) => axisOf(metric, isMoneyed(metric) ? currency : null);
  return {
    axis: first ? said(first) : String,
    ...(other ? { rightAxis: said(other) } : {}),
    zero: first === undefined || !isShare(first),
  };
}

/** Metrics that can stand on one axis. */
function kindOf(metric: Named): string {
  return isShare(metric) ? "share" : isMoneyed(metric) ? "money" : "count";
}

function isMoneyed({ unit }: Named): boolean {
  return unit === "money" || unit === "average";
}

export function lineOf(metric: Named, name: string, figures: readonly (Figure | null)[]): Line {
  const each = <R>(tell: (figure: Figure) => R) => figures.map((figure) => (figure === null ? null : tell(figure)));
  const ofMoney = figures.some((figure) => figure !== null && figure.currency !== null);
  return {
    key: metric.slug,
    name,
    drawn: "yes",
    heads: headsOf(metric, ofMoney),
    said: each((figure) => wholeText(metric, figure)),
    cells: each((figure) => cellsOf(metric, figure)),
    heights: each((figure) => heightOf(metric, figure)),
  };
}

function isTold({ count, amounts, ratios }: MetricValue): boolean {
  return Boolean(count) || (amounts?.length ?? 0) > 0 || (ratios?.some((one) => one.denominator !== 0) ?? false);
}
