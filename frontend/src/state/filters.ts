/** The filters of a list: what can be chosen, and what the address says of it.
 *
 * The address holds what the API asks for, under the same names, so that a link to a filtered list is the
 * question itself.
 */
import type { Query } from "../api/client";
import type { Address, Changes } from "./address.svelte";

export type Option = { value: string; title: string };

/** `choice`: any of the options, or just one of them (`one`). `text`: what is typed, as it is. `amount`:
 * `{name}_min` and `{name}_max` in minor units of `currency`. `flag`: true or false, in words. */
export type Filter =
  | { kind: "choice"; name: string; title: string; options: readonly Option[]; one?: boolean }
  | { kind: "text"; name: string; title: string; placeholder?: string; numeric?: boolean }
  | { kind: "amount"; name: string; title: string; currencies: readonly string[] }
  | { kind: "flag"; name: string; title: string; yes: string; no?: string };

const SEARCH = "q";

/** The names in the address that belong to a filter. */
export function namesOf(filter: Filter): string[] {
  const { kind, name } = filter;
  return kind === "amount" ? [`${name}_min`, `${name}_max`, "currency"] : [name];
}

export class Filters {
  #address: Address;
  #all: () => readonly Filter[];

  /** `all` is read anew each time, so that options may come later. */
  constructor(address: Address, all: () => readonly Filter[]) {
    this.#address = address;
    this.#all = all;
  }

  get all(): readonly Filter[] {
    return this.#all();
  }

  /** What the list is asked for, search included; part of the question to the API. */
  get query(): Query {
    const names = new Set([SEARCH, ...this.all.flatMap(namesOf)]);
    const found: Record<string, string | string[]> = {};
    for (const name of names) {
      const values = this.of(name);
      if (values.length > 0) found[name] = values.length === 1 ? (values[0] ?? "") : values;
    }
    return found;
  }

  /** Whether anything narrows the list. */
  get isEmpty(): boolean {
    return Object.keys(this.query).length === 0;
  }

  of(name: string): string[] {
    return this.#address.all(name).filter((value) => value !== "");
  }

  set(changes: Changes, quietly = false): void {
    this.#address.go(changes, quietly);
  }

  clear(): void {
    const names = [SEARCH, ...this.all.flatMap(namesOf)];
    this.#address.go(Object.fromEntries(names.map((name) => [name, null])));
  }
}
