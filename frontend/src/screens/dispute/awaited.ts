/** Whether an answer is still awaited. */
import type { DisputeStory } from "../../api/types.ts";
import { WAITING } from "../disputes/waiting.ts";

export function isAwaited({ dispute, due_by }: Pick<DisputeStory, "dispute" | "due_by">, now: Date): boolean {
  return WAITING.includes(dispute.status) && due_by !== null && new Date(due_by) > now;
}
