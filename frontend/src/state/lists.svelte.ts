/** Lists that outlive their screen, so that whoever opens a row and comes back finds the list as it was.
 *
 * One list of each name is kept, with the question it answers. Another question makes a new list.
 */
import type { Query } from "../api/client";
import type { Page } from "../api/types";
import type { Desk } from "./desk.svelte";
import { List } from "./list.svelte";

type Kept = { question: string; list: List<unknown> };
type Ask<Row> = (query: Query, signal: AbortSignal) => Promise<Page<Row>>;

/** Kept with the desk they belong to, and gone with it. */
const kept = new WeakMap<Desk, Map<string, Kept>>();

/** The list of `path` (`/payments`) for `query`: the one kept if it is the same question, else a new one. */
export function listOf<Row>(desk: Desk, path: string, query: Query): List<Row> {
  return listBy<Row>(desk, path, query, (page, signal) =>
    desk.client.get<Page<Row>>(path, { ...query, ...page }, signal),
  );
}

/** The same for a list that is not asked for with one GET, or whose rows have keys of their own. */
export function listBy<Row>(
  desk: Desk,
  name: string,
  query: Query,
  ask: Ask<Row>,
  key?: (row: Row) => string,
): List<Row> {
  const lists = kept.get(desk) ?? new Map<string, Kept>();
  kept.set(desk, lists);
  const question = JSON.stringify(query);
  const found = lists.get(name);
  if (found?.question === question) return found.list as unknown as List<Row>;
  const list = key ? new List<Row>(ask, key) : new List<Row>(ask);
  lists.set(name, { question, list: list as unknown as List<unknown> });
  return list;
}

/** The list of that name as it was last shown, if any was. */
export function keptList<Row>(desk: Desk, name: string): List<Row> | null {
  return (kept.get(desk)?.get(name)?.list ?? null) as List<Row> | null;
}
