/** In which order alerts stand that wait for somebody: not read and critical first, then the newest. */
import type { Alert, Severity } from "./shapes";

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, note: 2 };

export function inOrder(rows: readonly Alert[]): Alert[] {
  return [...rows].sort((a, b) => weight(a) - weight(b));
}

/** What is as urgent keeps its order. */
function weight(one: Alert): number {
  const isOver = one.until !== null;
  return (one.read ? 100 : 0) + RANK[one.severity] * 10 + (isOver ? 1 : 0);
}

/** By the rule that found them, in the order of the first of each; what has no rule was found by the watch for the unusual. */
export function byRule(rows: readonly Alert[]): { name: string; alerts: Alert[] }[] {
  const found = new Map<string, Alert[]>();
  for (const one of rows) {
    const name = one.rule ?? UNUSUAL;
    found.set(name, [...(found.get(name) ?? []), one]);
  }
  return [...found].map(([name, alerts]) => ({ name, alerts }));
}

const UNUSUAL = "Unusual, without a rule";
