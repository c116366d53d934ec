/** Which rows a tab's main metric counts: reasons have other words for tries than for disputes. */
import type { Metric } from "../../../api/types";
import type { View } from "./view.svelte";

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

export function factOf(view: View, slug = view.tab.metrics[0] ?? ""): string | null {
  return factUnder(view.metric(slug), (one) => view.metric(one));
}
