/** Live or test: which of them is connected, and what a key of the other one is told. */
import type { Mode } from "../../api/types";

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
