/** For how long an account is new, and what this browser remembers of having been told. */
import type { Connection } from "../../api/types";

const DAY_MS = 86_400_000;
const name = ({ id }: Pick<Connection, "id">) => `tillwatch-next-${id}`;

/** Connected within a day, by a key or a first message, and not put away. */
export function isNew(
  store: Pick<Storage, "getItem">,
  connection: Pick<Connection, "id" | "created" | "state">,
  now: Date,
): boolean {
  const age = now.getTime() - Date.parse(connection.created);
  return connection.state === "connected" && age < DAY_MS && store.getItem(name(connection)) === null;
}

/** The account that was connected last: one after the other is not asked what comes next of each. */
export function latest<One extends Pick<Connection, "created">>(connections: readonly One[]): One | null {
  return connections.toSorted((one, other) => Date.parse(one.created) - Date.parse(other.created)).at(-1) ?? null;
}

export function forgetNext(store: Pick<Storage, "setItem">, connection: Pick<Connection, "id">): void {
  store.setItem(name(connection), "away");
}
