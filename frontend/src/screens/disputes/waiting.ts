/** Disputes that wait for an answer: few, so all of them are read, and the soonest stands first. */
import type { Query } from "../../api/client.ts";
import type { Dispute, Page } from "../../api/types.ts";

export const WAITING: readonly string[] = ["needs_response", "warning_needs_response", "appeal_needs_response"];
const PAGE = 100;
const PAGES_MAX = 10;

type Timed = Pick<Dispute, "status" | "due_by">;

/** The bank asks, and an answer can still be given: the time for it is known, and not over. */
export function isAnswerable({ status, due_by }: Timed, now: Date): boolean {
  return WAITING.includes(status) && due_by !== null && new Date(due_by) > now;
}

/** Why what the bank asks cannot be answered; null where it can, or where the bank asks nothing. */
export function gone(row: Timed, now: Date): string | null {
  if (!WAITING.includes(row.status) || isAnswerable(row, now)) return null;
  return row.due_by === null ? "Cannot be answered" : "Too late to answer";
}

type Ask = (query: Query) => Promise<Page<Dispute>>;

export async function readWaiting(ask: Ask, now: Date): Promise<Page<Dispute>> {
  const rows: Dispute[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const found: Page<Dispute> = await ask({ status: WAITING, limit: PAGE, cursor });
    rows.push(...found.data);
    cursor = found.next_cursor;
    if (cursor === null) break;
  }
  return { data: rows.toSorted(soonest(now)), next_cursor: null };
}

/** What cannot be answered comes last: what is past its time, then what never had one. */
function soonest(now: Date): (one: Dispute, other: Dispute) => number {
  const rank = ({ due_by }: Dispute) => (due_by === null ? 2 : new Date(due_by) <= now ? 1 : 0);
  const time = ({ due_by }: Dispute) => (due_by === null ? 0 : new Date(due_by).getTime());
  return (one, other) => rank(one) - rank(other) || time(one) - time(other);
}
