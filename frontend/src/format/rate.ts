/** Shares and changes, always from exact values: percent for shares and amounts, points between shares. */

const MINUS = "\u2212";
const THIN = "\u2009";
const PLACES = 6;

/** A count or an amount; shares are of rounded ones, what they are of is told exactly. */
type Exact = number | bigint;

/** `97.1 %`: one decimal, two below one percent, and one more where rounding would claim all or none; or
 * `places` of them. */
export function percent(numerator: Exact, denominator: Exact, places = placesOf(numerator, denominator)): string {
  return `${share([numerator, denominator]).toFixed(places)}${THIN}%`;
}

/** `+12.3 %` from one figure to the next, with more decimals where rounding would claim that nothing
 * changed; null when there is nothing to compare with. */
export function change(now: Exact, before: Exact): string | null {
  if (before <= 0) return null;
  const value = (100 * (Number(now) - Number(before))) / Number(before);
  let places = Math.abs(value) >= 100 ? 0 : 1;
  while (places < PLACES && now !== before && Number(value.toFixed(places)) === 0) places += 1;
  return `${signed(value, places)}${THIN}%`;
}

/** Two shares and `+0.5 points` between them, all three with as many decimals, so that the difference is
 * that of the shares as they are shown: two where one would say something else. Null when either has no
 * base. */
export function points(
  now: readonly [Exact, Exact],
  before: readonly [Exact, Exact],
): { now: string; before: string; moved: string } | null {
  if (now[1] === 0 || before[1] === 0) return null;
  const value = share(now) - share(before);
  const least = Math.max(placesOf(...now), placesOf(...before));
  const agrees = seen(now, before, least).toFixed(least) === value.toFixed(least);
  const isTold = value === 0 || Number(value.toFixed(least)) !== 0;
  const places = agrees && isTold ? least : Math.max(2, least);
  const shown = ([numerator, denominator]: readonly [Exact, Exact]) => percent(numerator, denominator, places);
  return { now: shown(now), before: shown(before), moved: `${signed(seen(now, before, places), places)} points` };
}

/** `12,618`. */
export function count(value: Exact): string {
  return new Intl.NumberFormat("en-US").format(value);
}

/** `1 payment`, `2 payments`: a count with its noun. */
export function counted(value: Exact, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function share([numerator, denominator]: readonly [Exact, Exact]): number {
  return (100 * Number(numerator)) / Number(denominator);
}

function placesOf(numerator: Exact, denominator: Exact): number {
  const value = share([numerator, denominator]);
  let places = Math.abs(value) < 1 && numerator !== 0 ? 2 : 1;
  while (places < PLACES && claimsTooMuch(numerator, denominator, value.toFixed(places))) places += 1;
  return places;
}

/** What lies between two shares as they are shown. */
function seen(now: readonly [Exact, Exact], before: readonly [Exact, Exact], places: number): number {
  return Number(share(now).toFixed(places)) - Number(share(before).toFixed(places));
}

function claimsTooMuch(numerator: Exact, denominator: Exact, shown: string): boolean {
  const all = numerator !== denominator && Number(shown) === 100;
  const none = numerator !== 0 && Number(shown) === 0;
  return all || none;
}

function signed(value: number, places: number): string {
  const shown = Math.abs(value).toFixed(places);
  if (Number(shown) === 0) return `±${shown}`;
  return (value < 0 ? MINUS : "+") + shown;
}
