/** Disputes that wait for an answer, and whether one can still be given. */
import type { Dispute } from "../../api/types.ts";

export const WAITING: readonly string[] = ["needs_response", "warning_needs_response", "appeal_needs_response"];

type Timed = Pick<Dispute, "status" | "due_by">;

/** The bank asks, and an answer can still be given: the time for it is known, and not over. */
export function isAnswerable({ status, due_by }: Timed, now: Date): boolean {
  return WAITING.includes(status) && due_by !== null && new Date(due_by) > now;
}

/** Why what the bank asks cannot be answered; null where it can, or where the bank asks nothing. */
export function gone(row: Timed, now: Date): string | null {
  if (!WAITING.includes(row.status) || isAnswerable(row, now)) return null;
  return row.due_by === null ? "Cannot be answered" : "Too late to answer";
}
