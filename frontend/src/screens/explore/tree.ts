/** Filters as a tree: groups of which all or any must hold, and tests of dimensions; read, changed, told. */
import type { Condition } from "../../state/asking.svelte";

export type Group = { all: Condition[] } | { any: Condition[] };
export type Test = Exclude<Condition, Group>;
/** Where a part stands: its place in each group from the top. */
export type Path = readonly number[];

const DEEP = 4;

export function isGroup(one: Condition): one is Group {
  return "all" in one || "any" in one;
}

export function partsOf(group: Group): Condition[] {
  return "all" in group ? group.all : group.any;
}

/** The tree as a group, however small it is. */
export function rootOf(filter: Condition | null): Group {
  if (filter === null) return { all: [] };
  return isGroup(filter) ? filter : { all: [filter] };
}

/** With `part` at the end of the group at `path`. */
export function added(filter: Condition | null, path: Path, part: Condition): Condition | null {
  return changed(rootOf(filter), path, (group) => of(group as Group, [...partsOf(group as Group), part]));
}

/** With `part` in the place of what stands at `path`; null takes it out. */
export function replaced(filter: Condition | null, path: Path, part: Condition | null): Condition | null {
  return changed(rootOf(filter), path, () => part);
}

/** All of the group at `path` must hold, or any. */
export function flipped(filter: Condition | null, path: Path): Condition | null {
  return changed(rootOf(filter), path, (group) =>
    "all" in group ? { any: group.all } : { all: partsOf(group as Group) },
  );
}

/** Whether a group may stand in the group at `path`. */
export function hasRoom(path: Path): boolean {
  return path.length < DEEP - 1;
}

/** How many tests there are. */
export function countOf(filter: Condition | null): number {
  if (filter === null) return 0;
  return isGroup(filter) ? partsOf(filter).reduce((sum, one) => sum + countOf(one), 0) : 1;
}

/** Only tests of what `known` knows; groups that are left empty go. */
export function within(filter: Condition | null, known: (dimension: string) => boolean): Condition | null {
  if (filter === null) return null;
  if (!isGroup(filter)) return known(filter.dimension) ? filter : null;
  const parts = partsOf(filter).flatMap((one) => within(one, known) ?? []);
  return tidy(of(filter, parts));
}

/** The filter an address holds; null for none, and for what is none. */
export function readCondition(text: string | null): Condition | null {
  if (text === null) return null;
  try {
    return conditionOf(JSON.parse(text), 0);
  } catch {
    return null;
  }
}

function conditionOf(given: unknown, deep: number): Condition | null {
  if (typeof given !== "object" || given === null || deep > DEEP) return null;
  const held = given as Record<string, unknown>;
  for (const sign of ["all", "any"] as const) {
    const parts = held[sign];
    if (!Array.isArray(parts)) continue;
    const found = parts.flatMap((one) => conditionOf(one, deep + 1) ?? []);
    return tidy(sign === "all" ? { all: found } : { any: found });
  }
  return testOf(held);
}

function testOf(held: Record<string, unknown>): Test | null {
  const { dimension } = held;
  if (typeof dimension !== "string") return null;
  for (const sign of ["is", "is_not"] as const) {
    const values = held[sign];
    if (!Array.isArray(values)) continue;
    const texts = values.filter((one) => typeof one === "string");
    return texts.length === 0 ? null : { dimension, [sign]: texts };
  }
  if (typeof held["exists"] === "boolean") return { dimension, exists: held["exists"] };
  const range: { at_least?: number; below?: number } = {};
  if (Number.isSafeInteger(held["at_least"])) range.at_least = held["at_least"] as number;
  if (Number.isSafeInteger(held["below"])) range.below = held["below"] as number;
  return Object.keys(range).length === 0 ? null : { dimension, ...range };
}

function changed(
  root: Group,
  path: Path,
  change: (part: Condition) => Condition | null,
): Condition | null {
  const next = changedAt(root, path, change);
  return next === null ? null : tidy(next);
}

function changedAt(part: Condition, path: Path, change: (part: Condition) => Condition | null): Condition | null {
  const [first, ...rest] = path;
  if (first === undefined) return change(part);
  if (!isGroup(part)) return part;
  const parts = partsOf(part).flatMap((one, index) => (index === first ? (changedAt(one, rest, change) ?? []) : [one]));
  return of(part, parts);
}

function of(group: Group, parts: Condition[]): Group {
  return "all" in group ? { all: parts } : { any: parts };
}

/** A group of none is nothing. */
function tidy(one: Condition): Condition | null {
  return isGroup(one) && partsOf(one).length === 0 ? null : one;
}
