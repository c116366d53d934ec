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
