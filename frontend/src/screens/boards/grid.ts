/** The grid of a board: twelve columns, widgets that push each other down and close up again. */
import type { Place } from "../../api/types";

export const COLUMNS = 12;
export const HEIGHT_MAX = 20;
export const LEAST = { width: 2, height: 2 } as const;

export type Placed = Readonly<Record<string, Place>>;

/** Where all stand once `id` stands at `place`: what is in its way goes down, what has room goes up. */
export function settled(places: Placed, id: string, place: Place): Record<string, Place> {
  const fixed: [string, Place][] = [[id, within(place)]];
  for (const [other, there] of inOrder(places)) {
    if (other === id) continue;
    let y = there.y;
    while (fixed.some(([, one]) => overlap(one, { ...there, y }))) y += 1;
    fixed.push([other, { ...there, y }]);
  }
  return closed(Object.fromEntries(fixed));
}

/** Without empty rows above any. */
export function closed(places: Placed): Record<string, Place> {
  const done: [string, Place][] = [];
  for (const [id, there] of inOrder(places)) {
    let y = there.y;
    while (done.some(([, one]) => overlap(one, { ...there, y }))) y += 1;
    while (y > 0 && !done.some(([, one]) => overlap(one, { ...there, y: y - 1 }))) y -= 1;
    done.push([id, { ...there, y }]);
  }
  return Object.fromEntries(done);
}

export function moved(place: Place, columns: number, rows: number): Place {
  return within({ ...place, x: place.x + columns, y: place.y + rows });
}

export function resized(place: Place, columns: number, rows: number): Place {
  const width = clamp(place.width + columns, LEAST.width, COLUMNS - place.x);
  const height = clamp(place.height + rows, LEAST.height, HEIGHT_MAX);
  return { ...place, width, height };
}

/** Those that stand elsewhere than before. */
export function changed(before: Placed, after: Placed): Record<string, Place> {
  const same = (one: Place | undefined, other: Place) =>
    one !== undefined && one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
  return Object.fromEntries(Object.entries(after).filter(([id, place]) => !same(before[id], place)));
}

/** How many rows there are. */
export function rowsOf(places: Placed): number {
  return Object.values(places).reduce((most, { y, height }) => Math.max(most, y + height), 0);
}

/** In the order one reads them, which is their order on a phone and for a keyboard. */
export function inOrder(places: Placed): [string, Place][] {
  return Object.entries(places).sort(([, one], [, other]) => one.y - other.y || one.x - other.x);
}

/** A list with the one `from` there put at `to`. */
export function put<One>(list: readonly One[], from: number, to: number): readonly One[] {
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(clamp(to, 0, rest.length), 0, ...list.slice(from, from + 1));
}

function within(place: Place): Place {
  const width = clamp(place.width, LEAST.width, COLUMNS);
  return { x: clamp(place.x, 0, COLUMNS - width), y: Math.max(0, place.y), width, height: clamp(place.height, LEAST.height, HEIGHT_MAX) };
}

function overlap(one: Place, other: Place): boolean {
  const beside = one.x + one.width <= other.x || other.x + other.width <= one.x;
  return !beside && one.y < other.y + other.height && other.y < one.y + one.height;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
