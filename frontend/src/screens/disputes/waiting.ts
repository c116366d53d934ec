/** Disputes that wait for an answer: few, so all of them are read, and the soonest stands first. */
import type { Query } from "../../api/client.ts";
import type { Dispute, Page } from "../../api/types.ts";

export const WAITING: readonly string[] = ["needs_response", "warning_needs_response"];
const PAGE = 100;
const PAGES_MAX = 10;

type Ask = (query: Query) => Promise<Page<Dispute>>;

export async function readWaiting(ask: Ask): Promise<Page<Dispute>> {
  const rows: Dispute[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const found: Page<Dispute> = await ask({ status: WAITING, limit: PAGE, cursor });
    rows.push(...found.data);
    cursor = found.next_cursor;
    if (cursor === null) break;
  }
  return { data: rows.toSorted(soonest), next_cursor: null };
}

/** What cannot be answered has no deadline and comes last. */
function soonest(one: Dispute, other: Dispute): number {
  if (one.due_by === other.due_by) return 0;
  if (one.due_by === null) return 1;
  if (other.due_by === null) return -1;
  return one.due_by < other.due_by ? -1 : 1;
}
