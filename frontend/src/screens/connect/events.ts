/** Events under the headings Stripe lists them with, in its order. */
import type { PlannedEvent } from "../../api/types";

export function grouped(events: readonly PlannedEvent[]): { group: string; rows: PlannedEvent[] }[] {
  const groups = new Map<string, PlannedEvent[]>();
  for (const one of events) {
    const rows = groups.get(one.group);
    if (rows) rows.push(one);
    else groups.set(one.group, [one]);
  }
  return [...groups].map(([group, rows]) => ({ group, rows }));
}
