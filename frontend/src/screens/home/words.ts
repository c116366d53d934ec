/** Words for what the API names in the field's terms. A name this page does not know is shown as it is. */

const STATES: Record<string, string> = {
  waiting: "waiting",
  running: "coming in",
  done: "all in",
  skipped: "left out",
  failed: "could not be read",
  canceled: "stopped",
};

/** `balance_transactions` is "Balance entries"; else the words of the name itself. */
export function resourceName(resource: string): string {
  if (resource === "balance_transactions") return "Balance entries";
  const last = resource.split("/").at(-1) ?? resource;
  const words = last.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How far one resource is; while nothing runs, nothing comes in and nothing waits its turn. */
export function resourceState(state: string, isRunning: boolean): string {
  if (!isRunning && state === "running") return "stopped";
  if (!isRunning && state === "waiting") return "not yet";
  return STATES[state] ?? state.replaceAll("_", " ");
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
