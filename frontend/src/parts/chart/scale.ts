/** The scale of a chart: round numbers, and room for all that is drawn. */

const ROUND = [1, 2, 2.5, 3, 4, 5, 6, 10];
const DIVIDE_100 = [1, 2, 2.5, 4, 5, 10];
const LINES = 4;

export type Scale = { min: number; max: number; step: number };

/** About four steps from 0, or from the lowest value where `fromZero` is not asked for. Values below 0
 * go down from it. `most`: what the scale does not go beyond unless a value does, as 100 of a share. */
export function scaleOf(values: readonly (number | null)[], fromZero = true, most = Infinity): Scale {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { min: 0, max: LINES, step: 1 };
  const highest = known.reduce((one, other) => Math.max(one, other));
  const lowest = known.reduce((one, other) => Math.min(one, other));
  const from = fromZero ? Math.min(0, lowest) : lowest;
  const to = fromZero ? Math.max(0, highest) : highest;
  const step = round((to - from || (fromZero ? Math.abs(to) : 0) || LINES) / LINES);
  const min = Math.floor(from / step + 1e-9) * step;
  const max = Math.max(Math.ceil(to / step - 1e-9) * step, min + LINES * step);
  if (max <= most || to > most) return { min, max, step };
  return under(most, from);
}

/** Down from `most` in steps that divide it, for the drawing has its lines at whole steps. */
function under(most: number, from: number): Scale {
  const depth = most - from || LINES;
  const step = round(depth / (LINES + 1), DIVIDE_100);
  return { min: most - Math.ceil(depth / step - 1e-9) * step, max: most, step };
}

/** The smallest round number that is not less. */
function round(least: number, offered: readonly number[] = ROUND): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const found = offered.find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return found * power;
}

const EVERY = [1, 2, 7, 14, 28, 56, 91, 182, 364];

/** Every how many steps a label of `label` px fits on `width` px. */
export function labelEvery(steps: number, width: number, label: number): number {
  const least = (steps * label) / Math.max(width, 1);
  return EVERY.find((every) => every >= least) ?? Math.ceil(least);
}
