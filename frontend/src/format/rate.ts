/** Shares and changes, always from exact values: percent for shares and amounts, points between shares. */

const MINUS = "\u2212";
const THIN = "\u2009";

/** `97.1 %`: one decimal, two below one percent, and one more where rounding would claim all or none. */
export function percent(numerator: number, denominator: number): string {
  const value = (100 * numerator) / denominator;
  let places = Math.abs(value) < 1 && numerator !== 0 ? 2 : 1;
  while (places < 6 && claimsTooMuch(numerator, denominator, value.toFixed(places))) places += 1;
  return `${value.toFixed(places)}${THIN}%`;
}

/** `+12.3 %` from one figure to the next; null when there is nothing to compare with. */
export function change(now: number, before: number): string | null {
  if (before <= 0) return null;
  const value = (100 * (now - before)) / before;
  return `${signed(value, Math.abs(value) >= 100 ? 0 : 1)}${THIN}%`;
}

/** `+0.5 points` between two shares; null when either has no base. */
export function points(
  now: readonly [number, number],
  before: readonly [number, number],
): string | null {
  if (now[1] === 0 || before[1] === 0) return null;
  const value = (100 * now[0]) / now[1] - (100 * before[0]) / before[1];
  const places = Math.abs(value) < 0.1 && value !== 0 ? 2 : 1;
  return `${signed(value, places)} points`;
}

/** `12,618`. */
export function count(value: number): string {
  return new Intl.NumberFormat("en-US").format(value);
}

/** `1 payment`, `2 payments`: a count with its noun. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function claimsTooMuch(numerator: number, denominator: number, shown: string): boolean {
  const all = numerator !== denominator && Number(shown) === 100;
  const none = numerator !== 0 && Number(shown) === 0;
  return all || none;
}

function signed(value: number, places: number): string {
  const shown = Math.abs(value).toFixed(places);
  if (Number(shown) === 0) return `±${shown}`;
  return (value < 0 ? MINUS : "+") + shown;
}
