/** From gross to net as bars: where each begins and ends, and where the tall ones are cut.
 *
 * Bars between the first and the last are to scale. Where all of them are small beside the first, the
 * floor is raised under them and the bars that stand on it are cut, which the drawing shows.
 */
import type { PayoutStory } from "../../api/types.ts";
import { csvOf } from "../../format/csv.ts";
import { decimal } from "../../format/money.ts";

export type Step = PayoutStory["bridge"][number];
/** `low` and `high` in shares of the height drawn, 0 at the bottom; `level` is where the running sum is
 * after it. `ink`: whole for the first and last, lost for money taken away, back for money given back. */
export type Bar = { step: Step; low: number; high: number; level: number; ink: "whole" | "lost" | "back" };
export type Bridge = { bars: Bar[]; isCut: boolean; zero: number };

/** Changes taller than this share of the drawing need no cut. */
const TALL = 0.5;
/** Of what is drawn, how much of a cut bar stands below the lowest change. */
const STUMP = 0.5;

export function bridgeOf(steps: readonly Step[]): Bridge {
  const spans = spansOf(steps);
  const ends = spans.flatMap(({ from, to }) => [from, to]);
  const highest = Math.max(0, ...ends);
  const lowest = Math.min(0, ...ends);
  const reached = spans.map(({ to }) => to);
  const low = Math.min(...reached);
  const spread = highest - low;
  const isCut = low > 0 && spread > 0 && spread < TALL * highest;
  const floor = isCut ? low - spread * STUMP : lowest;
  const height = highest - floor || 1;
  const share = (value: number) => Math.max(0, (value - floor) / height);
  const bars = spans.map(({ step, from, to, ink }) => ({
    step,
    low: share(Math.min(from, to)),
    high: share(Math.max(from, to)),
    level: share(to),
    ink,
  }));
  return { bars, isCut, zero: share(0) };
}

function spansOf(steps: readonly Step[]): { step: Step; from: number; to: number; ink: Bar["ink"] }[] {
  let sum = 0;
  return steps.map((step) => {
    const amount = Number(step.amount.amount);
    if (step.kind !== "change") {
      sum = amount;
      return { step, from: 0, to: amount, ink: "whole" };
    }
    const from = sum;
    sum += amount;
    return { step, from, to: sum, ink: amount < 0 ? "lost" : "back" };
  });
}

/** The same as a file: exact amounts in major units, with their currency. */
export function csv(steps: readonly Step[]): string {
  const rows = steps.map(({ words, count, amount }) => [words, String(count), decimal(amount), amount.currency]);
  return csvOf([["step", "entries", "amount", "currency"], ...rows]);
}
