/** The annotations of the chosen accounts, read once for all charts of the page. */
import { at } from "../../api/client";
import type { Annotation, Page } from "../../api/types";
import type { Desk } from "../../state/desk.svelte";
import { Reading } from "../../state/reading.svelte";
import { takeAway } from "./kept";

/** What one says of an annotation. */
export type Wish = { kind: string; text: string; since: string; until: string | null; connection_id: string | null };

export class Marks {
  #desk: Desk;
  #reading: Reading<Page<Annotation>>;
  #asked: string | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#reading = new Reading((signal) => {
      const { connection_id } = desk.choice.query;
      return desk.client.get<Page<Annotation>>("/annotations", { connection_id }, signal);
    });
  }

  get all(): readonly Annotation[] {
    return this.#reading.value?.data ?? [];
  }

  /** Asks for those of the accounts that are chosen now, if it has not. */
  look(): void {
    const asked = JSON.stringify(this.#desk.choice.query["connection_id"] ?? null);
    if (asked === this.#asked || !this.#desk.choice.isKnown) return;
    this.#asked = asked;
    this.#reading.forget();
    void this.#reading.refresh();
  }

  /** `id` null: a new one. Rejects with what is wrong with it. */
  async keep(id: string | null, wish: Wish): Promise<void> {
    if (id === null) await this.#desk.client.post("/annotations", wish);
    else await this.#desk.client.put(at`/annotations/${id}`, wish);
    await this.#reading.refresh();
  }

  drop({ id, text }: Annotation): Promise<void> {
    return takeAway(this.#desk, { kind: "annotations", id, words: `“${text}” was deleted` }, () => void this.#reading.refresh());
  }
}

const known = new WeakMap<Desk, Marks>();

export function marksOf(desk: Desk): Marks {
  const found = known.get(desk) ?? new Marks(desk);
  known.set(desk, found);
  return found;
}
