/** Thirteen months of a limit as lines of a chart, and as bars with the limit of each month's day. */
import { rateLine, type Line, type Step } from "../../parts/chart/lines.ts";
import type { Level, Programme, Ratio } from "./shapes";
import { limitText, monthName, monthShort } from "./words.ts";

export type Mark = { from: number; to: number; height: number; words: string };

const ROOM = 1.15;

/** The same for the table and the file. */
export function drawn(one: Programme): { steps: Step[]; lines: Line[] } {
  const steps = one.history.map(({ month }) => ({ key: month, short: monthShort(month), long: monthName(month) }));
  const lines = [
    rateLine("ratio", one.by_value ? "Share of the money" : "Share of the payments", one.history.map(({ ratio }) => ratio)),
    ...one.levels.map((level) => limitLine(one, level)),
  ];
  return { steps, lines };
}

/** A limit has no base: it is told as it is written. */
function limitLine(one: Programme, { slug, name }: Level): Line {
  const ratios = one.history.map(({ limits }) => limits.find(({ level }) => level === slug)?.ratio ?? null);
  const key = `limit_${slug}`;
  return {
    key,
    name: `Limit “${name}”`,
    drawn: "yes",
    heads: [key],
    said: ratios.map((ratio) => ratio && limitText(ratio)),
    cells: ratios.map((ratio) => ratio && [String(ratio.numerator / ratio.denominator)]),
    heights: ratios.map((ratio) => ratio && height(ratio)),
  };
}

/** 0 to 1; null where there is no data. */
export function height({ numerator, denominator }: Ratio): number | null {
  return denominator > 0 ? numerator / denominator : null;
}

/** The height that reaches the top: over all bars and the limits that are near them, so that a low month is seen. */
export function top(one: Programme): number {
  const bars = one.history.flatMap(({ ratio }) => height(ratio) ?? []);
  const limits = one.history.flatMap((past) => past.limits.flatMap((limit) => height(limit.ratio) ?? []));
  return Math.max(...bars, ...limits, 0) * ROOM || 1;
}

/** Each level's limit as level pieces, one for as long as it held. */
export function marks(one: Programme): Mark[] {
  const found: Mark[] = [];
  for (const level of one.levels) {
    let open: Mark | null = null;
    one.history.forEach((past, at) => {
      const limit = past.limits.find(({ level: slug }) => slug === level.slug);
      const now = limit ? height(limit.ratio) : null;
      if (open && now === open.height) open.to = at + 1;
      else if (limit && now !== null) {
        open = { from: at, to: at + 1, height: now, words: limitText(limit.ratio) };
        found.push(open);
      } else open = null;
    });
  }
  return found;
}
