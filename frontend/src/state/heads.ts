/** What a list becomes when its newest page is read again. */

/** `arrived` were not known before, newest first. `isBroken`: the page and the known rows do not meet, so
 * rows in between are missing, and the list begins anew with the page. */
export type Headed<Row> = { rows: Row[]; arrived: Row[]; isBroken: boolean };

/** The page says everything down to its last row, `isWhole` everything there is. Known rows above that
 * point that it does not hold are gone; those below it stay. */
export function headed<Row>(
  known: readonly Row[],
  page: readonly Row[],
  isWhole: boolean,
  key: (row: Row) => string,
): Headed<Row> {
  const places = new Map(known.map((row, index) => [key(row), index]));
  const arrived = page.filter((row) => !places.has(key(row)));
  if (isWhole || known.length === 0) return { rows: [...page], arrived, isBroken: false };
  const lowest = Math.max(-1, ...page.map((row) => places.get(key(row)) ?? -1));
  if (lowest < 0) return { rows: [...page], arrived, isBroken: true };
  const held = new Set(page.map(key));
  const below = known.slice(lowest + 1).filter((row) => !held.has(key(row)));
  return { rows: [...page, ...below], arrived, isBroken: false };
}
