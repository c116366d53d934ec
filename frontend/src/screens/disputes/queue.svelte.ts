/** The queue as its screen holds it: how many there are of each, which rows are picked, and what is done with them. */
import { Problem, type Query } from "../../api/client";
import type { Queue, QueueChanged, QueueCounts, QueueSums, QueuedCase } from "../../api/types";
import { counted } from "../../format/rate";
import type { Desk } from "../../state/desk.svelte";
import { listBy } from "../../state/lists.svelte";
import type { List } from "../../state/list.svelte";
import { between, keyOf } from "./picking.ts";

/** What the first page tells beside its rows; kept as long as the list itself. */
export class Said {
  counts = $state.raw<QueueCounts | null>(null);
  found = $state.raw<QueueSums | null>(null);

  /** Only how many there are; without an answer nothing is said of it. */
  async count(ask: () => Promise<Queue>): Promise<void> {
    try {
      this.counts = (await ask()).counts;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
}

const said = new WeakMap<Desk, Said>();

export function saidOf(desk: Desk): Said {
  const known = said.get(desk);
  if (known) return known;
  const made = new Said();
  said.set(desk, made);
  return made;
}

export function queueOf(desk: Desk, query: Query): List<QueuedCase> {
  return listBy<QueuedCase>(desk, "dispute queue", query, async (page, signal) => {
    const got = await desk.client.get<Queue>("/disputes/queue", { ...query, ...page }, signal);
    const told = saidOf(desk);
    if (got.counts) told.counts = got.counts;
    if (got.found) told.found = got.found;
    return got;
  });
}

type Change = { owner_id: string | null } | { decision: string | null };

/** The rows that are picked, by key, and one deed for all of them. */
export class Picked {
  keys = $state.raw<ReadonlySet<string>>(new Set());
  busy = $state(false);

  #desk: Desk;
  #list: () => List<QueuedCase>;
  #last: string | null = null;

  constructor(desk: Desk, list: () => List<QueuedCase>) {
    this.#desk = desk;
    this.#list = list;
  }

  get rows(): QueuedCase[] {
    return this.#list().rows.filter((row) => this.keys.has(keyOf(row)));
  }

  has(row: QueuedCase): boolean {
    return this.keys.has(keyOf(row));
  }

  /** One more or one less; with `far` all from the one before to this one. */
  toggle(row: QueuedCase, far = false): void {
    const next = new Set(this.keys);
    const key = keyOf(row);
    const isIn = next.has(key);
    const all = this.#list().rows.map(keyOf);
    const span = far && this.#last !== null ? between(all, this.#last, key) : [key];
    for (const one of span) {
      if (isIn) next.delete(one);
      else next.add(one);
    }
    this.#last = key;
    this.keys = next;
  }

  all(): void {
    this.keys = new Set(this.#list().rows.map(keyOf));
  }

  clear(): void {
    this.keys = new Set();
    this.#last = null;
  }

  /** Does it with all that are picked, says so, and offers to take it back. */
  async change(to: Change, done: string): Promise<void> {
    const cases = this.rows.map(({ connection_id, id }) => ({ connection_id, id }));
    const changed = await this.#post({ cases, ...to });
    if (!changed) return;
    this.clear();
    const left = changed.left.length;
    this.#desk.toast({
      title: `${counted(changed.changed.length, "case")}: ${done}`,
      ...(left > 0 ? { text: `${counted(left, "case was", "cases were")} left as before: ${changed.left[0]?.why ?? ""}` } : {}),
      icon: "check",
      ...(changed.undo.length > 0 ? { action: { title: "Undo", act: () => void this.#undo(changed) } } : {}),
    });
  }

  async #undo(changed: QueueChanged): Promise<void> {
    for (const one of changed.undo) {
      if (!(await this.#post(one))) return;
    }
  }

  async #post(body: object): Promise<QueueChanged | null> {
    if (this.busy) return null;
    this.busy = true;
    try {
      const changed = await this.#desk.client.post<QueueChanged>("/disputes/queue/change", body);
      await this.#list().refresh();
      return changed;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#desk.toast({ title: "Nothing was changed", text: error.message, tone: "bad" });
      return null;
    } finally {
      this.busy = false;
    }
  }
}
