/** A list as long as the API's: read page by page from the newest on, and kept true while one looks.
 *
 * `refresh` asks for the newest page again, and for the page in view. Rows it knows are replaced where
 * they stand, rows that left the head are taken out, new ones go on top and stay `fresh` until the next
 * arrive. While the viewer is scrolled away (`hold`), new rows wait instead of pushing the page down.
 * `forget` when the question itself changed: an answer still under way to the old one is dropped.
 */
import type { Query } from "../api/client";
import type { Page } from "../api/types";
import { headed, type Headed } from "./heads.ts";
import { Reading } from "./reading.svelte";

export const PAGE = 50;

type Ask<Row> = (query: Query, signal: AbortSignal) => Promise<Page<Row>>;
type Named = { id: string; connection_id?: string | null };

export class List<Row> {
  rows = $state.raw<Row[]>([]);
  /** Keys of the rows that came last. */
  fresh = $state.raw<ReadonlySet<string>>(new Set());
  /** How many rows wait above the first. */
  waiting = $state(0);
  /** True once the first page has been read. */
  hasBegun = $state(false);
  key: (row: Row) => string;

  #more = $state.raw<string | null>(null);
  #head: Reading<Page<Row>>;
  #next: Reading<Page<Row>>;
  #seen: Reading<Page<Row>>;
  #isHeld = false;
  /** The cursor that begins at a row, by its key: to read again the page someone looks at. */
  #cursors = new Map<string, string>();
  #lookedAt: string | null = null;

  constructor(ask: Ask<Row>, key: (row: Row) => string = keyOf) {
    this.key = key;
    this.#head = new Reading((signal) => ask({ limit: PAGE }, signal));
    this.#next = new Reading((signal) => ask({ limit: PAGE, cursor: this.#more ?? undefined }, signal));
    this.#seen = new Reading((signal) => ask({ limit: PAGE, cursor: this.#lookedAt ?? undefined }, signal));
  }

  /** Whether older rows are left to read. */
  get more(): boolean {
    return this.#more !== null;
  }

  get asking(): boolean {
    return this.#head.asking || this.#next.asking;
  }

  get problem() {
    return this.#head.problem ?? this.#next.problem;
  }

  get isEmpty(): boolean {
    return this.hasBegun && this.rows.length === 0;
  }

  /** Reads the first page, or the next one. Does nothing at the end or while a page is under way. */
  async load(): Promise<void> {
    if (!this.hasBegun) return this.refreshHead();
    if (this.#more === null || this.#next.asking) return;
    const from = this.#more;
    await this.#next.refresh();
    const page = this.#next.value;
    if (page === null || this.#next.problem !== null || this.#more !== from) return;
    const known = new Set(this.rows.map(this.key));
    const older = page.data.filter((row) => !known.has(this.key(row)));
    const [first] = older;
    if (first) this.#cursors.set(this.key(first), from);
    this.rows = [...this.rows, ...older];
    this.#more = page.next_cursor;
  }

  /** Reads the newest page again and takes in what changed there. */
  async refreshHead(): Promise<void> {
    await this.#head.refresh();
    const page = this.#head.value;
    if (page !== null && this.#head.problem === null) this.#take(page);
  }

  /** The newest page, and the one that holds the row at `index`, as the viewer sees it now. */
  async refresh(index = 0): Promise<void> {
    await this.refreshHead();
    this.#lookedAt = this.#cursorAt(index);
    if (this.#lookedAt === null) return;
    await this.#seen.refresh();
    if (this.#seen.value !== null) this.#replace(this.#seen.value.data);
  }

  /** Whether the viewer is scrolled away. Coming back shows what waited. */
  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return;
    this.#isHeld = isHeld;
    if (!isHeld) this.release();
  }

  /** Shows the rows that waited. */
  release(): void {
    this.#isHeld = false;
    if (this.waiting > 0 && this.#head.value !== null) this.#take(this.#head.value);
  }

  forget(): void {
    for (const reading of [this.#head, this.#next, this.#seen]) reading.forget();
    this.rows = [];
    this.fresh = new Set();
    this.waiting = 0;
    this.hasBegun = false;
    this.#more = null;
    this.#isHeld = false;
    this.#cursors.clear();
  }

  #take(page: Page<Row>): void {
    const isFirst = !this.hasBegun;
    const found = headed(this.rows, page.data, page.next_cursor === null, this.key);
    this.hasBegun = true;
    if (this.#isHeld && !isFirst && (found.isBroken || found.arrived.length > 0)) {
      this.waiting = found.arrived.length;
      this.#replace(page.data);
      return;
    }
    this.#show(found, page, isFirst);
  }

  #show(found: Headed<Row>, page: Page<Row>, isFirst: boolean): void {
    const isAnew = isFirst || found.isBroken || found.rows.length === page.data.length;
    this.waiting = 0;
    this.rows = found.rows;
    if (isAnew) {
      this.#more = page.next_cursor;
      this.#cursors.clear();
      this.#next.forget();
    }
    if (isFirst) return;
    if (found.arrived.length > 0) this.fresh = new Set(found.arrived.map(this.key));
  }

  #replace(newer: readonly Row[]): void {
    const byKey = new Map(newer.map((row) => [this.key(row), row]));
    this.rows = this.rows.map((row) => byKey.get(this.key(row)) ?? row);
  }

  #cursorAt(index: number): string | null {
    for (let at = Math.min(index, this.rows.length - 1); at >= PAGE; at -= 1) {
      const row = this.rows[at];
      const cursor = row && this.#cursors.get(this.key(row));
      if (cursor) return cursor;
    }
    return null;
  }
}

/** Ids are the processor's own, so two accounts can hold the same one. */
function keyOf(row: unknown): string {
  const { id, connection_id } = row as Named;
  return `${connection_id ?? ""}/${id}`;
}
