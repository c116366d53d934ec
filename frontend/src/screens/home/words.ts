/** Words for what the API names in the field's terms. A name this page does not know is shown as it is. */

const STATES: Record<string, string> = {
  waiting: "waiting",
  running: "coming in",
  done: "all in",
  skipped: "left out",
  failed: "could not be read",
  canceled: "stopped",
};

/** How far one resource is; while nothing runs, nothing comes in and nothing waits its turn. */
export function resourceState(state: string, isRunning: boolean): string {
  if (!isRunning && state === "running") return "stopped";
  if (!isRunning && state === "waiting") return "not yet";
  return STATES[state] ?? state.replaceAll("_", " ");
}
