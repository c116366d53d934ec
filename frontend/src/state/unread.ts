/** What of a list is not here because it could not be read: an empty list must not claim that there is nothing. */
import type { Connection } from "../api/types";

/** The lists of the processor that a list of ours is made of. */
const MADE_OF: Readonly<Record<string, readonly string[]>> = {
  "/payments": ["payment_intents", "charges"],
  "/refunds": ["refunds"],
  "/customers": ["customers"],
  "/subscriptions": ["subscriptions"],
  "/disputes": ["disputes"],
  "/payouts": ["payouts"],
};

/** `why`: no key at all, a key that lacks `permission`, or a reason in words. */
export type Unread =
  | { id: string; name: string; why: "keyless" }
  | { id: string; name: string; why: "permission"; permission: string }
  | { id: string; name: string; why: "reason"; reason: string };

/** The accounts whose past rows of `path` are not here. One that is being read still is not named. */
export function unread(connections: readonly Connection[], path: string): Unread[] {
  return connections.flatMap((one) => found(one, MADE_OF[path] ?? []) ?? []);
}

function found(one: Connection, made: readonly string[]): Unread | null {
  const { id, name } = one;
  if (made.length === 0) return null;
  if (one.key === null) return { id, name, why: "keyless" };
  const parts = one.import.resources.filter((part) => made.includes(part.resource));
  const [first] = parts;
  if (first === undefined || parts.some((part) => part.state !== "skipped")) return null;
  if (first.permission === null) return { id, name, why: "reason", reason: first.reason ?? "no reason given" };
  const named = one.permissions.find((permission) => permission.slug === first.permission);
  return { id, name, why: "permission", permission: named?.name ?? first.permission };
}
