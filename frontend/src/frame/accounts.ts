/** How an account is shown in the frame. */
import type { Connection, Mode } from "../api/types";
import type { Choice } from "../state/choice.svelte";

export const MODES: Record<Mode, string> = { live: "Live", test: "Test" };

/** "Live · USD" of one account, "Test mode" of several. */
export function accountLine(choice: Choice, only: Connection | undefined): string {
  const mode = choice.mode === "live" ? "Live" : "Test mode";
  const currency = only?.currency ?? null;
  return currency === null ? mode : `${mode} · ${currency.toUpperCase()}`;
}
