/** The accounts that need somebody stand first. */
import type { Health } from "../../api/types.ts";

const ORDER = ["bad", "warn", "info", "good"];

export function worstFirst<One extends { status: Pick<Health["status"], "tone"> }>(all: readonly One[]): One[] {
  return all.toSorted((one, other) => place(one) - place(other));
}

function place({ status }: { status: Pick<Health["status"], "tone"> }): number {
  const found = ORDER.indexOf(status.tone);
  return found < 0 ? ORDER.length : found;
}
