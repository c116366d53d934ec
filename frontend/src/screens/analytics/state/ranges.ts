/** Amounts by the borders that the business chose, as the API numbers and names them: place 0 is below the first. */
import { count } from "../../../format/rate.ts";

export function rangeWords(borders: readonly number[], place: number): string | null {
  const [from, to] = [borders[place - 1], borders[place]];
  if (!Number.isInteger(place) || place < 0 || place > borders.length || borders.length === 0) return null;
  if (from === undefined) return `Below ${count(to ?? 0)}`;
  return to === undefined ? `${count(from)} and more` : `${count(from)}–${count(to)}`;
}
