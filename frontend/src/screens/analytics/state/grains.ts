/** How a period is divided for a drawing: which parts of time fit it, and which is the usual one. */

const DAY_MS = 86_400_000;

export const GRAINS = ["hour", "day", "week", "month"] as const;
export type Grain = (typeof GRAINS)[number];

/** Parts of time a drawing of so long a period can hold: at least a few, at most some hundred. */
const FITS: Readonly<Record<Grain, readonly [least: number, most: number]>> = {
  hour: [0, 8],
  day: [1, 400],
  week: [13, 3_700],
  month: [45, Infinity],
};

/** The grains on offer for a period, fine to coarse. */
export function grainsFor(from: Date | null, until: Date): Grain[] {
  const days = lengthOf(from, until);
  const found = GRAINS.filter((grain) => days > FITS[grain][0] && days <= FITS[grain][1]);
  return found.length > 0 ? found : ["day"];
}

/** The one asked for if it fits, else the one that draws between some ten and some sixty points. */
export function grainOf(from: Date | null, until: Date, asked: string | null): Grain {
  const offered = grainsFor(from, until);
  const found = offered.find((one) => one === asked);
  if (found) return found;
  const days = lengthOf(from, until);
  const usual: Grain = days <= 2 ? "hour" : days <= 62 ? "day" : days <= 400 ? "week" : "month";
  return offered.includes(usual) ? usual : (offered[0] ?? "day");
}

function lengthOf(from: Date | null, until: Date): number {
  return from === null ? Infinity : (until.getTime() - from.getTime()) / DAY_MS;
}
