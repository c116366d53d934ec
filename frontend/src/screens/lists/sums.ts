/** The sums in the head of a list. */
import type { Money } from "../../api/types.ts";

/** The usual currencies first, as Home has them, the others by their code. What came to nothing is left out:
 * all failed payments have taken nothing, and nobody needs to read that in ten currencies. */
export function shownSums(sums: readonly Money[], usual: readonly string[]): Money[] {
  const place = (code: string) => (usual.includes(code) ? usual.indexOf(code) : usual.length);
  return sums
    .filter((one) => one.amount !== 0)
    .toSorted((one, other) => place(one.currency) - place(other.currency) || one.currency.localeCompare(other.currency));
}
