/** Where annotations stand on an axis of time: at which of its steps each begins and ends. */
import type { Annotation } from "../../api/types";
import { dayIn } from "../../format/zone.ts";
import type { Step } from "./lines.ts";

/** `until` the last step it touches; the same as `from` for a moment. */
export type Marked = { mark: Annotation; from: number; until: number };

export const KINDS = { campaign: "Campaign", outage: "Outage", change: "Change", note: "Note" } as const;

const TIME = /^\d{4}(-\d\d(-\d\d(T.*)?)?)?$/;

/** Whether the steps are parts of time. */
export function isTime(steps: readonly Step[]): boolean {
  return steps.length > 0 && steps.every(({ key }) => TIME.test(key));
}

/** Those that touch the axis, the oldest first. `end`: the first moment that is not on it, where it is known. */
export function marked(steps: readonly Step[], marks: readonly Annotation[], zone: string): Marked[] {
  if (!isTime(steps)) return [];
  const found = marks.flatMap((mark) => {
    const from = at(steps, new Date(mark.since), zone);
    const last = mark.until === null ? from : at(steps, new Date(Date.parse(mark.until) - 1), zone);
    if (last < 0 || (from === steps.length - 1 && isBeyond(steps, mark, zone))) return [];
    return [{ mark, from: Math.max(0, from), until: Math.max(from, last) }];
  });
  return found.sort((one, other) => Date.parse(one.mark.since) - Date.parse(other.mark.since));
}

/** The step a moment falls into; -1 before the first. */
function at(steps: readonly Step[], moment: Date, zone: string): number {
  const length = steps[0]?.key.length ?? 0;
  const key = length > 10 ? `${moment.toISOString().slice(0, 19)}Z` : dayIn(moment, zone).slice(0, length);
  let found = -1;
  for (const [index, step] of steps.entries()) {
    if (step.key > key) break;
    found = index;
  }
  return found;
}

/** Later than the last step holds: as long as the step before it. */
function isBeyond(steps: readonly Step[], { since }: Annotation, zone: string): boolean {
  const [before, last] = [steps.at(-2), steps.at(-1)];
  if (!before || !last || last.key.length < 10) return last !== undefined && !dayIn(new Date(since), zone).startsWith(last.key.slice(0, 7));
  return Date.parse(since) >= 2 * Date.parse(last.key) - Date.parse(before.key) + (last.key.length > 10 ? 0 : 86_400_000 / 2);
}

/** What a new mark at a step says of when: its first day, or its moment. */
export function sinceOf(step: Step): { day: string; moment: string | null } {
  const day = step.key.length > 10 ? step.key.slice(0, 10) : step.key.padEnd(10, "-01");
  return { day: day.slice(0, 10), moment: step.key.length > 10 ? step.key : null };
}
