/** Whether an answer is still awaited, and until when one should look. */
import type { DisputeStory } from "../../api/types.ts";
import { isAnswerable, WAITING } from "../disputes/waiting.ts";

type Asked = Pick<DisputeStory, "dispute" | "due_by">;

export function isAwaited({ dispute, due_by }: Asked, now: Date): boolean {
  return isAnswerable({ status: dispute.status, due_by }, now);
}

/** What stands before the deadline, while there is one: in a state that nobody has heard of it is a reason to
 * look, not to answer. */
export function untilWhen(story: Asked, now: Date): string | null {
  if (story.due_by === null || new Date(story.due_by) <= now) return null;
  return WAITING.includes(story.dispute.status) ? "Answer by" : "Look in Stripe before";
}
