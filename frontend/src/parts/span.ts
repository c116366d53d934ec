/** Which rows of a long table are drawn, and how much room stands for the others.
 *
 * Every row is `row` px high. Browsers end at some 17 million px, so a longer table is drawn on `LONGEST`
 * px: the scrolled share is exact at both ends, and in between one px of the bar is more than one of rows.
 */

export const LONGEST = 8_000_000;
const AROUND = 8;

/** What one sees of the rows: how far down, in px, and how much. */
export type View = { top: number; height: number };

/** Rows `first` up to, not with, `last`; px above and below them. */
export type Span = { first: number; last: number; above: number; below: number };

export function spanOf(count: number, row: number, view: View): Span {
  const total = count * row;
  const shown = Math.min(total, LONGEST);
  const top = Math.min(Math.max(view.top, 0), Math.max(0, shown - view.height));
  const real = top * stretch(total, shown, view.height);
  const floor = Math.ceil((real - top) / row - 1e-9);
  const first = Math.max(0, floor, Math.floor(real / row) - AROUND);
  const last = Math.min(count, Math.ceil((real + view.height) / row) + AROUND);
  const above = Math.max(0, top - real + first * row);
  const below = Math.max(0, shown - above - (last - first) * row);
  return { first: Math.min(first, count), last, above, below };
}

/** How far to scroll, in px of the bar, for the row at `index` to stand in the middle of the view. */
export function offsetOf(index: number, count: number, row: number, height: number): number {
  const total = count * row;
  const shown = Math.min(total, LONGEST);
  const real = Math.min(Math.max(0, index * row - (height - row) / 2), Math.max(0, total - height));
  return real / stretch(total, shown, height);
}

function stretch(total: number, shown: number, height: number): number {
  return total === shown ? 1 : (total - height) / (shown - height);
}
