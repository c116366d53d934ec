/** How true the page is, from the accounts it is about: the worst of them speaks for all. */
import type { Connection, Overview, Permission } from "../../api/types";

/** The moment since which any of the accounts has been silent; null while one was never heard of. */
export function heardAt(connections: readonly Connection[]): string | null {
  return earliest(connections.map((one) => one.heard_at));
}

/** The day from which all of the accounts are complete; null while one has no history yet. */
export function completeBackTo(connections: readonly Connection[]): string | null {
  const days = connections.map((one) => one.import.complete_back_to);
  if (days.length === 0 || days.includes(null)) return null;
  return (days as string[]).reduce((one, other) => (one > other ? one : other));
}

/** The moment (ms) from which nothing is left out: −∞ with all history in, +∞ with none of it. */
export function knownFrom(connections: readonly Connection[]): number {
  const from = connections.map((one) => {
    if (one.import.state === "done") return -Infinity;
    const back = one.import.complete_back_to;
    return back === null ? Infinity : new Date(back).getTime();
  });
  return Math.max(-Infinity, ...from);
}

export type Named = Permission & { accounts: string[] };

/** What keys were refused, each permission once, with the accounts it is missing for. */
export function missing(connections: readonly Connection[]): Named[] {
  return named(connections, (permission) => permission.granted === false);
}

/** Those of them that an account is connected for: an optional one too, where it serves what was chosen. */
export function needed(connections: readonly Connection[]): Named[] {
  return named(connections, ({ granted, wanted }) => granted === false && wanted);
}

/** What could not be found out, with the reason. */
export function untold(connections: readonly Connection[]): Named[] {
  return named(connections, ({ granted, reason }) => granted === null && reason !== null);
}

function named(
  connections: readonly Connection[],
  counts: (permission: Permission) => boolean,
): Named[] {
  const found = new Map<string, Named>();
  for (const one of connections) {
    for (const permission of one.permissions.filter(counts)) {
      const known = found.get(permission.slug);
      if (known) known.accounts.push(one.name);
      else found.set(permission.slug, { ...permission, accounts: [one.name] });
    }
  }
  return [...found.values()];
}

/** "61 of 61 payouts equal their entries", and whether that is as it should be; null without a payout. */
export function payoutsSaid(
  checked: Overview["payouts_checked"],
): { said: string; equal: boolean } | null {
  const { equal, known, total } = checked;
  if (total === 0) return null;
  if (equal < known) {
    return { said: `${known - equal} of ${known} payouts do not equal their entries`, equal: false };
  }
  if (known === 0) return { said: "Entries of payouts not yet known", equal: true };
  const rest = total - known;
  const unknown = rest > 0 ? `, ${rest} not yet known` : "";
  return { said: `${equal} of ${known} payouts equal their entries${unknown}`, equal: true };
}

function earliest(times: (string | null)[]): string | null {
  if (times.length === 0 || times.includes(null)) return null;
  return (times as string[]).reduce((one, other) => (one < other ? one : other));
}
