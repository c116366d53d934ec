/** How an account is shown in the frame. */
import type { Connection, Mode } from "../api/types";
import type { Choice } from "../state/choice.svelte";

export const MODES: Record<Mode, string> = { live: "Live", test: "Test" };

/** "Live · USD", "Test · USD" of one account, "Test mode" of several: as short as a phone's bar needs it. */
export function accountLine(choice: Choice, only: Connection | undefined): string {
  const currency = only?.currency ?? null;
  if (currency !== null) return `${MODES[choice.mode]} · ${currency.toUpperCase()}`;
  return choice.mode === "live" ? "Live" : "Test mode";
}
