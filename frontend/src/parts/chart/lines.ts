/** What a chart shows: steps on its axis, and lines of exact values over them.
 *
 * Every line knows how to say a value in words, to write it into a file and how high it stands; a height
 * is the only thing that may be rounded. A value that is null is not known, which is not zero.
 */
import { csvOf } from "../../format/csv.ts";
import { decimal, digits, text, type Amount } from "../../format/money.ts";
import { count, counted, percent } from "../../format/rate.ts";

/** `short` stands on the axis ("6 Nov"), `long` in tip and table ("Fri 6 Nov"), `key` in the file. */
export type Step = { key: string; short: string; long: string };

/** `line` and `bars` follow the chart's kind, `compared` is dashed, `no` is only told, in tip and table. */
export type Drawn = "yes" | "compared" | "no";

export type Line = {
  key: string;
  name: string;
  drawn: Drawn;
  /** One a step: what it says, the cells of the file, the height; null where nothing is known. */
  said: (string | null)[];
  cells: (string[] | null)[];
  heights: (number | null)[];
  heads: string[];
  /** Of a compared line: which step of the other period each value is of. */
  steps?: readonly string[];
  /** It has another unit than the first line: its axis is the one on the right. */
  right?: true;
};

type How = { drawn?: Drawn; steps?: readonly string[] };
type Share = { numerator: number; denominator: number };

/** Amounts in minor units of one currency. `code`: the file has a column with the currency. */
export function moneyLine(
  key: string,
  name: string,
  currency: string,
  amounts: readonly (Amount | null)[],
  how: How & { code?: boolean } = {},
): Line {
  const cells = (amount: Amount) => {
    const written = decimal({ amount, currency });
    return how.code ? [written, currency] : [written];
  };
  return line(key, name, amounts, how, {
    heads: how.code ? [key, "currency"] : [key],
    said: (amount) => text({ amount, currency }),
    cells,
    height: (amount) => Number(amount) / 10 ** digits(currency),
  });
}

/** Counts of `noun`: "1,204 payments". */
export function countLine(
  key: string,
  name: string,
  noun: string,
  counts: readonly (number | null)[],
  how: How = {},
): Line {
  return line(key, name, counts, how, {
    heads: [key],
    said: (value) => counted(value, noun),
    cells: (value) => [String(value)],
    height: (value) => value,
  });
}

/** Shares, with their base in tip, table and file. No base is no data. */
export function rateLine(
  key: string,
  name: string,
  shares: readonly (Share | null)[],
  how: How = {},
): Line {
  const known = shares.map((share) => (share && share.denominator > 0 ? share : null));
  return line(key, name, known, how, {
    heads: [key, `${key}_numerator`, `${key}_denominator`],
    said: ({ numerator, denominator }) =>
      `${percent(numerator, denominator)} · ${count(numerator)} of ${count(denominator)}`,
    cells: ({ numerator, denominator }) => [
      (numerator / denominator).toFixed(6),
      String(numerator),
      String(denominator),
    ],
    height: ({ numerator, denominator }) => (100 * numerator) / denominator,
  });
}

type Speech<T> = {
  heads: string[];
  said: (value: T) => string;
  cells: (value: T) => string[];
  height: (value: T) => number;
};

function line<T>(
  key: string,
  name: string,
  values: readonly (T | null)[],
  how: How,
  { heads, said, cells, height }: Speech<T>,
): Line {
  const each = <R>(tell: (value: T) => R) => values.map((value) => (value === null ? null : tell(value)));
  return {
    key,
    name,
    heads,
    drawn: how.drawn ?? "yes",
    said: each(said),
    cells: each(cells),
    heights: each(height),
    ...(how.steps ? { steps: how.steps } : {}),
  };
}

/** The whole file, from the same values as the drawing; what is not known is an empty cell. */
export function csv(first: string, steps: readonly Step[], lines: readonly Line[]): string {
  const heads = [first, ...lines.flatMap((one) => one.heads)];
  const rows = steps.map(({ key }, at) => [
    key,
    ...lines.flatMap((one) => one.cells[at] ?? one.heads.map((head) => (head === "currency" ? code(one) : ""))),
  ]);
  return csvOf([heads, ...rows]);
}

/** The currency a line's other cells name, for the days that have no amount. */
function code({ heads, cells }: Line): string {
  const known = cells.find((one) => one !== null);
  return known?.[heads.indexOf("currency")] ?? "";
}
