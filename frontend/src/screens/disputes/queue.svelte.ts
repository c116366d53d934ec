/** The queue as its screen holds it: how many there are of each, which rows are picked, and what is done with them. */
import { Problem, type Query } from "../../api/client";
import type { Queue, QueueChanged, QueueCounts, QueueSums, QueuedCase } from "../../api/types";
import { counted } from "../../format/rate";
import type { Desk } from "../../state/desk.svelte";
import { listBy } from "../../state/lists.svelte";
import type { List } from "../../state/list.svelte";
import { between, inParts, keyOf, type Named } from "./picking.ts";

/** So many cases one request changes, and so many one page has. */
const AT_ONCE = 200;
const PAGE = 100;

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
  /** How far a long deed is, in words; null while none is under way. */
  progress = $state<string | null>(null);
  /** Cases that were picked beyond those that are shown. */
  #far = $state.raw<readonly Named[]>([]);

  #desk: Desk;
  #list: () => List<QueuedCase>;
  #last: string | null = null;

  constructor(desk: Desk, list: () => List<QueuedCase>) {
    this.#desk = desk;
    this.#list = list;
  }

  get cases(): Named[] {
    const shown: Named[] = this.#list().rows;
    return [...new Map([...this.#far, ...shown].map((one) => [keyOf(one), one])).values()].filter((one) => this.keys.has(keyOf(one)));
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

  /** All that fit what the list asks for, those of later pages too. */
  async everything(query: Query): Promise<void> {
    await this.#long(async () => {
      const found: Named[] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const asked = { ...query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
        const page: Queue = await this.#desk.client.get<Queue>("/disputes/queue", asked);
        found.push(...page.data.map(({ connection_id, id }) => ({ connection_id, id })));
        cursor = page.next_cursor;
        this.progress = `${counted(found.length, "case")} picked \u2026`;
      }
      this.#far = found;
      this.keys = new Set(found.map(keyOf));
    });
  }

  clear(): void {
    this.keys = new Set();
    this.#far = [];
    this.#last = null;
  }

  /** Does it with all that are picked, says so, and offers to take it back. */
  async change(to: Change, done: string): Promise<void> {
    const cases = this.cases.map(({ connection_id, id }) => ({ connection_id, id }));
    const all = await this.#post(inParts(cases, AT_ONCE).map((some) => ({ cases: some, ...to })), cases.length);
    if (all.length === 0) return;
    this.clear();
    const changed = all.flatMap((one) => one.changed);
    const left = all.flatMap((one) => one.left);
    const undo = all.flatMap((one) => one.undo);
    this.#desk.toast({
      title: `${counted(changed.length, "case")}: ${done}`,
      ...(left.length > 0 ? { text: `${counted(left.length, "case was", "cases were")} left as before: ${left[0]?.why ?? ""}` } : {}),
      icon: "check",
      ...(undo.length > 0 ? { action: { title: "Undo", act: () => void this.#post(undo, changed.length) } } : {}),
    });
  }

  /** One after the other, until one is refused: what was done until then stays, and is said. */
  async #post(bodies: readonly object[], of: number): Promise<QueueChanged[]> {
    const done: QueueChanged[] = [];
    await this.#long(async () => {
      for (const body of bodies) {
        done.push(await this.#desk.client.post<QueueChanged>("/disputes/queue/change", body));
        if (bodies.length > 1) this.progress = `${Math.min(done.length * AT_ONCE, of)} of ${counted(of, "case")} \u2026`;
      }
    }, () => (done.length === 0 ? "Nothing was changed" : `Only the first ${done.length * AT_ONCE} of ${of} were changed`));
    await this.#list().refresh();
    return done;
  }

  async #long(work: () => Promise<void>, wrong = () => "They could not all be picked"): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#desk.toast({ title: wrong(), text: error.message, tone: "bad" });
    } finally {
      this.busy = false;
      this.progress = null;
    }
  }
}
