/** The types of events that came so far, for the filter: asked for once, beside the list. */
import { at } from "../../api/client";
import type { Health, Page } from "../../api/types";
import type { Desk } from "../../state/desk.svelte";
import type { Option } from "../../state/filters";
import { Reading } from "../../state/reading.svelte";

export class Types {
  #reading: Reading<string[]>;

  constructor(desk: Desk) {
    this.#reading = new Reading(async (signal) => {
      const ids = desk.choice.chosen.map((one) => one.id);
      const [only] = ids;
      const all =
        only !== undefined && ids.length === 1
          ? [await desk.client.get<Health>(at`/connections/${only}/health`, {}, signal)]
          : (await desk.client.get<Page<Health>>("/health", {}, signal)).data;
      const found = all.flatMap((one) => one.kinds.map(({ type }) => type));
      return [...new Set(found)].toSorted();
    });
  }

  read(): void {
    void this.#reading.refresh();
  }

  /** With those the address asks for, whether they came or not. */
  options(asked: readonly string[]): Option[] {
    const all = new Set([...(this.#reading.value ?? []), ...asked]);
    return [...all].map((type) => ({ value: type, title: type }));
  }
}
