/** The connections that fit what is searched: by name, account, key or id, state and mode. */
import type { Connection } from "../../api/types";

export type Wanted = { words: string; states: readonly string[]; mode: string | undefined };
type Shown = Pick<Connection, "id" | "name" | "account_id" | "account_name" | "key" | "state" | "mode">;

const SHORT = 4;

/** Those that need attention come first, else the order they come in. Ids and keys are found by four
 * characters or more: any letter is in most of them. */
export function fitting<C extends Shown>(all: readonly C[], { words, states, mode }: Wanted): C[] {
  const typed = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(
    (one) =>
      typed.every((word) => says(one, word)) &&
      (states.length === 0 || states.includes(one.state)) &&
      (mode === undefined || one.mode === mode),
  );
  const isUrgent = (one: C) => one.state === "needs_attention";
  return [...found.filter(isUrgent), ...found.filter((one) => !isUrgent(one))];
}

function says(one: Shown, word: string): boolean {
  const names = [one.name, one.account_name];
  const text = word.length < SHORT ? names : [...names, one.account_id, one.key, one.id];
  return text.join(" ").toLocaleLowerCase().includes(word);
}
