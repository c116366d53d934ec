/** How many rows a list has in all, and their sums: asked for beside the list, so that it never waits. */
import type { Query } from "../api/client";
import type { Money, Totals } from "../api/types";
import type { Desk } from "./desk.svelte";
import { Reading } from "./reading.svelte";

export class ListTotals {
  #reading: Reading<Totals>;
  #question = "";

  constructor(desk: Desk, path: string, query: () => Query) {
    this.#reading = new Reading((signal) => desk.client.get<Totals>(`${path}/totals`, query(), signal));
  }

  /** The question as it is now; another one forgets the answer to the one before. */
  ask(question: string): void {
    if (question !== this.#question) this.#reading.forget();
    this.#question = question;
    void this.#reading.refresh();
  }

  get value(): Totals | null {
    return this.#reading.value;
  }

  /** The sums of one amount of the rows, a line a currency. */
  of(field: string): Money[] {
    return this.value?.sums.find((one) => one.field === field)?.amounts ?? [];
  }
}
