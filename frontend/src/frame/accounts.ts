/** How an account is shown in the frame. */
import type { Mode } from "../api/types";
import type { Choice } from "../state/choice.svelte";

export const MODES: Record<Mode, string> = { live: "Live", test: "Test" };

/** "Live" or "Test mode", which is said wherever the account is. */
export function modeLine(choice: Choice): string {
  return choice.mode === "live" ? "Live" : "Test mode";
}
