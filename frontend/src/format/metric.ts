/** Numbers of the catalogue in words: a figure by its unit, always with its base, and its change.
 *
 * A value may be of several currencies; whoever shows one of them names it. No data is null, never 0.
 */
import type { Metric, MetricValue } from "../api/types";
import { type Amount, axis as moneyAxis, decimal, digits, exact, text } from "./money.ts";
import { change, count, percent, points } from "./rate.ts";

/** What is needed of a metric's definition. */
export type Told = Pick<Metric, "unit" | "good">;
/** How it is counted, where that is known. */
export type Measured = Partial<Pick<Metric, "measure">>;
/** One value in one currency: `currency` null where it is not of money; `denominator` null where it is no ratio. */
export type Figure = { numerator: Amount; denominator: Amount | null; currency: string | null };
/** A change, and whether that is good news. `from` is what it was. */
export type Change = { moved: string; from: string; tone: "good" | "bad" | "none" };

/** The currencies that any of the values is told in, in their order. */
export function currenciesIn(values: Iterable<MetricValue | null | undefined>): string[] {
  const found = new Map<string, true>();
  for (const value of values) {
    for (const one of value?.amounts ?? value?.ratios ?? []) {
      if (one.currency !== null) found.set(one.currency, true);
    }
  }
  return [...found.keys()];
}

/** The value in `currency`, where it is of money; null where there is no data. An amount that the answer does
 * not name is nothing: 0 of that currency; of the smallest and the largest, no data. */
export function figureOf(value: MetricValue | null | undefined, currency: string | null, of?: Measured): Figure | null {
  if (!value) return null;
  if (value.count !== null) return { numerator: value.count, denominator: null, currency: null };
  if (value.amounts !== null) {
    const code = currency ?? value.amounts[0]?.currency;
    if (code === undefined) return null;
    const found = value.amounts.find((one) => one.currency === code);
    if (found === undefined && of !== undefined && isExtreme(of)) return null;
    return { numerator: found?.amount ?? 0, denominator: null, currency: code };
  }
  const ratios = value.ratios ?? [];
  const found = ratios.find((one) => one.currency === null || one.currency === (currency ?? ratios[0]?.currency));
  return found && isSome(found.denominator) ? found : null;
}

/** "97.1 %", "$1,204.50", "1,204". */
export function figureText(metric: Told, figure: Figure): string {
  const { numerator, denominator, currency } = figure;
  if (denominator === null) return currency === null ? count(numerator) : text({ amount: numerator, currency });
  if (metric.unit !== "average") return percent(numerator, denominator);
  return currency === null
    ? (Number(numerator) / Number(denominator)).toFixed(2)
    : text({ amount: rounded(numerator, denominator), currency });
}

/** "1,204 of 1,240", "$96.40 of $3,310.00", of an average "$1,204.50 in 24"; null where the figure is whole. */
export function baseText(metric: Told, { numerator, denominator, currency }: Figure): string | null {
  if (denominator === null) return null;
  const said = (amount: Amount) => (currency === null ? count(amount) : text({ amount, currency }));
  if (metric.unit === "average") return `${said(numerator)} in ${count(denominator)}`;
  return `${said(numerator)} of ${said(denominator)}`;
}

/** "97.1 % · 1,204 of 1,240": the whole of it. */
export function wholeText(metric: Told, figure: Figure): string {
  const base = baseText(metric, figure);
  return base === null ? figureText(metric, figure) : `${figureText(metric, figure)} · ${base}`;
}

/** Points between two shares, percent between two sums; null where there is nothing to compare with. */
export function changeOf(metric: Told, now: Figure | null, before: Figure | null): Change | null {
  if (now === null || before === null || now.currency !== before.currency) return null;
  const rising = compared(now, before);
  const tone = rising === 0 || metric.good === "none" ? "none" : (rising > 0) === (metric.good === "up") ? "good" : "bad";
  if (now.denominator !== null && before.denominator !== null && metric.unit !== "average") {
    const told = points([now.numerator, now.denominator], [before.numerator, before.denominator]);
    return told && { moved: told.moved, from: told.before, tone };
  }
  const [a, b] = [fine(now), fine(before)];
  const moved = change(a, b);
  return moved === null ? null : { moved, from: figureText(metric, before), tone };
}

/** How high it stands in a drawing: percent of shares, whole units of money. */
export function heightOf(metric: Told, { numerator, denominator, currency }: Figure): number {
  const units = currency === null ? 1 : 10 ** digits(currency);
  if (denominator === null) return Number(numerator) / units;
  const ratio = Number(numerator) / Number(denominator);
  return metric.unit === "average" ? ratio / units : 100 * ratio;
}

/** The label of an axis at that height. */
export function axisOf(metric: Told, currency: string | null): (height: number) => string {
  if (isShare(metric)) return (height) => `${Number(height.toFixed(2))}\u2009%`;
  if (currency !== null) return (height) => moneyAxis(height, currency);
  return (height) => new Intl.NumberFormat("en-US", { notation: "compact" }).format(height).replace("K", "k");
}

/** Whether it is the amount of one row: the smallest, or the largest. */
export function isExtreme({ measure }: Measured): boolean {
  return /^(least|most):/.test(measure ?? "");
}

/** Whether it is told in percent. */
export function isShare({ unit }: Pick<Told, "unit">): boolean {
  return unit === "rate" || unit === "share";
}

/** Whether it is told in a currency, or of one: what needs a choice where there are several. */
export function isMoney({ unit }: Pick<Told, "unit">): boolean {
  return unit === "money" || unit === "average";
}

/** The heads and the cells of it in a file: a share with its two sides, money with its currency. */
export function headsOf(metric: Told & Pick<Metric, "slug">, ofMoney: boolean): string[] {
  const { slug } = metric;
  const sides = isShare(metric) || metric.unit === "average" ? [`${slug}_numerator`, `${slug}_denominator`] : [];
  return [slug, ...sides, ...(ofMoney ? ["currency"] : [])];
}

export function cellsOf(metric: Told, figure: Figure): string[] {
  const { numerator, denominator, currency } = figure;
  const written = (amount: Amount) => (currency === null ? String(amount) : decimal({ amount, currency }));
  const code = currency === null ? [] : [currency];
  if (denominator === null) return [written(numerator), ...code];
  if (metric.unit === "average") {
    const mean = currency === null ? String(Number(numerator) / Number(denominator)) : written(rounded(numerator, denominator));
    return [mean, written(numerator), String(denominator), ...code];
  }
  const share = (Number(numerator) / Number(denominator)).toFixed(6);
  return [share, written(numerator), written(denominator), ...code];
}

/** The amount a share of `denominator` parts is, to the nearest minor unit, halves away from 0. */
export function rounded(numerator: Amount, denominator: Amount): Amount {
  const [over, under] = [BigInt(numerator), BigInt(denominator)];
  const half = over < 0n ? -under : under;
  return exact((2n * over + half) / (2n * under));
}

/** Fine enough to compare: an average in millionths. */
function fine({ numerator, denominator }: Figure): Amount {
  return denominator === null ? numerator : rounded(BigInt(numerator) * 1_000_000n, denominator);
}

/** Above 0 where `now` is more, exactly. */
function compared(now: Figure, before: Figure): number {
  const one = BigInt(now.numerator) * BigInt(before.denominator ?? 1);
  const other = BigInt(before.numerator) * BigInt(now.denominator ?? 1);
  return one === other ? 0 : one > other ? 1 : -1;
}

function isSome(denominator: Amount): boolean {
  return denominator !== 0;
}
