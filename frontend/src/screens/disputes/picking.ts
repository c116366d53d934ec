/** Picking rows of a list: one, or all between two. */

export type Named = { connection_id: string; id: string };

/** Ids are the processor's own, so two accounts can hold the same one. */
export function keyOf({ connection_id, id }: Named): string {
  return `${connection_id}/${id}`;
}

/** Some after some, at most so many each. */
export function inParts<T>(all: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, part) => all.slice(part * most, (part + 1) * most));
}

/** The keys from one to the other, both with them, whichever stands first; only `to` if the other is gone. */
export function between(all: readonly string[], from: string, to: string): string[] {
  const [one, other] = [all.indexOf(from), all.indexOf(to)];
  if (one < 0 || other < 0) return [to];
  return all.slice(Math.min(one, other), Math.max(one, other) + 1);
}
