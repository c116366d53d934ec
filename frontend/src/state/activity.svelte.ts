/** The live feed: what the API lists, newest first, and which of it the viewer has not seen yet.
 *
 * The newest page is asked for at every change. New rows go on top and stay tinted until the next arrive.
 * While the viewer is scrolled away (`held`), the rows wait instead of pushing the page down.
 */
import type { Client, Query } from "../api/client";
import type { ActivityRow, Page } from "../api/types";
import { Reading } from "./reading.svelte";

const PAGE = 30;
const KEPT = 300;

export class Activity {
  rows = $state.raw<ActivityRow[]>([]);
  waiting = $state.raw<ActivityRow[]>([]);
  fresh = $state.raw<ReadonlySet<string>>(new Set());
  more = $state<string | null>(null);
  newest: Reading<Page<ActivityRow>>;
  older: Reading<Page<ActivityRow>>;
  held = false;

  #known = new Set<string>();
  #hasBegun = false;
  /** Whether rows are missing between the newest page and what is shown. */
  #isBroken = false;

  constructor(client: Client, query: () => Query) {
    this.newest = new Reading((signal) =>
      client.readActivity({ ...query(), limit: PAGE }, signal),
    );
    this.older = new Reading((signal) =>
      client.readActivity({ ...query(), limit: PAGE, cursor: this.more ?? undefined }, signal),
    );
  }

  async refresh(): Promise<void> {
    await this.newest.refresh();
    if (this.newest.value !== null) this.#take(this.newest.value);
  }

  async readOlder(): Promise<void> {
    await this.older.refresh();
    const page = this.older.value;
    if (page === null || this.older.problem !== null) return;
    this.rows = [...this.rows, ...page.data.filter((row) => !this.#known.has(row.event_id))];
    for (const row of page.data) this.#known.add(row.event_id);
    this.more = page.next_cursor;
  }

  /** Shows the rows that waited. */
  release(): void {
    this.held = false;
    const arrived = this.waiting;
    this.waiting = [];
    if (arrived.length > 0) this.#show(arrived);
  }

  forget(): void {
    this.newest.forget();
    this.older.forget();
    this.rows = this.waiting = [];
    this.fresh = new Set();
    this.#known = new Set();
    this.more = null;
    this.#hasBegun = this.#isBroken = false;
  }

  #take(page: Page<ActivityRow>): void {
    if (!this.#hasBegun) return this.#begin(page);
    const isAllNew = !page.data.some((row) => this.#known.has(row.event_id));
    const arrived = page.data.filter((row) => !this.#known.has(row.event_id));
    for (const row of arrived) this.#known.add(row.event_id);
    if (isAllNew && this.rows.length > 0) this.#isBroken = true;
    if (arrived.length === 0) return;
    else if (this.held) this.waiting = [...arrived, ...this.waiting];
    else this.#show(arrived);
  }

  /** Begins anew where rows are missing in between, and where the list has grown long. */
  #show(arrived: ActivityRow[]): void {
    const isLong = this.rows.length + arrived.length > KEPT;
    const page = this.newest.value;
    if (page !== null && (isLong || this.#isBroken)) this.#begin(page);
    else this.rows = [...arrived, ...this.rows].sort(newestFirst);
    this.fresh = ids(arrived);
  }

  #begin(page: Page<ActivityRow>): void {
    this.rows = page.data;
    this.more = page.next_cursor;
    this.#known = ids(page.data);
    this.#hasBegun = true;
    this.#isBroken = false;
  }
}

function ids(rows: ActivityRow[]): Set<string> {
  return new Set(rows.map((row) => row.event_id));
}

function newestFirst(one: ActivityRow, other: ActivityRow): number {
  if (one.created !== other.created) return one.created < other.created ? 1 : -1;
  if (one.event_id === other.event_id) return 0;
  return one.event_id < other.event_id ? 1 : -1;
}
