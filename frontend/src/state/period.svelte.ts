/** The period of the screen, kept in the address and shared by all screens. */
import type { Address } from "./address.svelte";
import { PERIODS, periodOf, type Period, type PeriodName } from "./periods";

export class Periods {
  #address: Address;
  #now: () => Date;
  #zone: () => string;
  /** The calendar turns at midnight, not every second. */
  #minute = $derived.by(() => Math.floor(this.#now().getTime() / 60_000) * 60_000);

  constructor(address: Address, now: () => Date, zone: () => string) {
    this.#address = address;
    this.#now = now;
    this.#zone = zone;
  }

  /** The chosen period; `fallback` while none is chosen. */
  of(fallback: PeriodName): Period {
    const said = {
      period: this.#address.get("period"),
      from: this.#address.get("from"),
      until: this.#address.get("until"),
    };
    return periodOf(said, fallback, new Date(this.#minute), this.#zone());
  }

  choose(name: PeriodName): void {
    this.#address.go({ period: name, from: null, until: null });
  }

  /** Days `YYYY-MM-DD`, both inside; an empty one leaves that side open. */
  chooseDays(from: string, until: string): void {
    this.#address.go({ period: null, from: from || null, until: until || null });
  }

  get names(): PeriodName[] {
    return Object.keys(PERIODS) as PeriodName[];
  }
}
