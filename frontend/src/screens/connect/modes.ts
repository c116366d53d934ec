/** Live or test: which of them is connected, and what a key of the other one is told. */
import type { Connection, Mode } from "../../api/types";

/** What the address asks for; until it does, the mode one looks at. */
export function modeOf(asked: string | null, lookedAt: Mode): Mode {
  return asked === "live" || asked === "test" ? asked : lookedAt;
}

/** What is said of a key of `found` mode where `asked` was chosen; null: it is of that mode. */
export function otherMode(found: string, asked: Mode): string | null {
  if (found === asked) return null;
  return found === "test"
    ? "This is a test key: it shows invented money. For your business make a live key; to try Tillwatch out, go on."
    : "This is a live key: it shows real money. For invented money make a test key.";
}

const DAY_MS = 86_400_000;

/** Whether events of the other mode come to a connection's address: since one of its own came, and of late. */
export function isAstray(
  { other_mode_at, first_event_at }: Pick<Connection, "other_mode_at" | "first_event_at">,
  now: Date,
): boolean {
  if (other_mode_at === null) return false;
  const at = Date.parse(other_mode_at);
  return now.getTime() - at < DAY_MS && (first_event_at === null || at > Date.parse(first_event_at));
}
