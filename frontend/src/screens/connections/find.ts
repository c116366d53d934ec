/** The connections that fit what is searched: by name, account, key or id, state and mode. */
import type { Connection } from "../../api/types";

export type Wanted = { words: string; states: readonly string[]; mode: string | undefined };
type Shown = Pick<Connection, "id" | "name" | "account_id" | "account_name" | "key" | "state" | "mode">;

/** Those that need attention come first, else the order they come in. */
export function fitting<C extends Shown>(all: readonly C[], { words, states, mode }: Wanted): C[] {
  const typed = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((one) => {
    const text = [one.name, one.account_id, one.account_name, one.key, one.id].join(" ").toLocaleLowerCase();
    return (
      typed.every((word) => text.includes(word)) &&
      (states.length === 0 || states.includes(one.state)) &&
      (mode === undefined || one.mode === mode)
    );
  });
  const isUrgent = (one: C) => one.state === "needs_attention";
  return [...found.filter(isUrgent), ...found.filter((one) => !isUrgent(one))];
}
