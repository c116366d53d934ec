/** What narrows a tab down, as the address holds it: `f=scheme:visa`, `f=!issuer:` for "is known".
 *
 * Values of one dimension under one sign belong together: any of them. An empty value stands for rows that have
 * none. What a metric has no column for is not asked of it.
 */
import type { Condition } from "../../../state/asking.svelte";

/** `value` null: rows without one. `not`: is not. */
export type Narrow = { dimension: string; value: string | null; not: boolean };

export function read(text: string): Narrow | null {
  const found = /^(!?)([a-z0-9_]+):(.*)$/s.exec(text);
  if (found === null) return null;
  const [, sign, dimension = "", value = ""] = found;
  return { dimension, value: value === "" ? null : value, not: sign === "!" };
}

export function written({ dimension, value, not }: Narrow): string {
  return `${not ? "!" : ""}${dimension}:${value ?? ""}`;
}

/** The address's values after one was added, in place of its opposite. The same one again takes it out. */
export function toggled(now: readonly string[], narrow: Narrow): string[] {
  const text = written(narrow);
  if (now.includes(text)) return now.filter((one) => one !== text);
  const opposite = written({ ...narrow, not: !narrow.not });
  return [...now.filter((one) => one !== opposite), text];
}

/** The filter of a question; null where nothing narrows it. `knows`: whether what is asked has the dimension. */
export function conditionOf(narrows: readonly Narrow[], knows: (dimension: string) => boolean): Condition | null {
  const groups = new Map<string, Narrow[]>();
  for (const one of narrows) {
    if (!knows(one.dimension)) continue;
    const key = `${one.not}${one.dimension}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const all = [...groups.values()].flatMap(together);
  const [first] = all;
  if (first === undefined) return null;
  return all.length === 1 ? first : { all };
}

/** Of one dimension and one sign. */
function together(group: readonly Narrow[]): Condition[] {
  const dimension = group[0]?.dimension ?? "";
  const not = group[0]?.not ?? false;
  const values = group.flatMap(({ value }) => value ?? []);
  const isNone = group.some(({ value }) => value === null);
  const some: Condition[] = [];
  if (values.length > 0) some.push(not ? { dimension, is_not: values } : { dimension, is: values });
  if (isNone) some.push({ dimension, exists: not });
  return not || some.length < 2 ? some : [{ any: some }];
}
