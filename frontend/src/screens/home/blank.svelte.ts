/** Whether the chosen accounts have had any payment at all; asked only where a period has none. */
import type { Overview, Page, Payment } from "../../api/types";
import type { Desk } from "../../state/desk.svelte";
import { Reading } from "../../state/reading.svelte";

export class Blank {
  #reading: Reading<Page<Payment>>;
  #choice = "";

  constructor(desk: Desk) {
    this.#reading = new Reading((signal) =>
      desk.client.get<Page<Payment>>("/payments", { limit: 1, ...desk.choice.query }, signal),
    );
  }

  /** `choice`: the accounts asked about. */
  ask(overview: Overview, choice: string): void {
    if (choice !== this.#choice) this.#reading.forget();
    this.#choice = choice;
    if (isEmpty(overview)) void this.#reading.refresh();
    else this.#reading.forget();
  }

  /** True once it is known that there is none. */
  get is(): boolean {
    return this.#reading.value?.data.length === 0;
  }
}

function isEmpty({ days, payments }: Overview): boolean {
  return payments.tried === 0 && days.every((day) => day.volume.length === 0);
}
