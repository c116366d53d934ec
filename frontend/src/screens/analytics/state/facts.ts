/** Which rows a tab's main metric counts: reasons have other words for tries than for disputes. */
import type { Metric } from "../../../api/types";

const DEPTH = 4;

/** The fact below a metric: its own, or that of the first part it is made of. */
export function factUnder(metric: Metric | null, find: (slug: string) => Metric | null): string | null {
  let at = metric;
  for (let deep = 0; at !== null && deep < DEPTH; deep += 1) {
    if (at.fact !== null) return at.fact;
    at = find(at.parts[0] ?? "");
  }
  return null;
}
