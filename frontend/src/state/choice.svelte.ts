/** Which accounts the page is about: one, several or all of one mode. Live and test never mix. */
import type { Connection, Mode } from "../api/types";
import type { Query } from "../api/client";
import type { Address, Changes } from "./address.svelte";

export class Choice {
  #address: Address;
  #known: () => readonly Connection[] | null;

  /** `known` gives null until it is known which accounts there are. */
  constructor(address: Address, known: () => readonly Connection[] | null) {
    this.#address = address;
    this.#known = known;
  }

  get isKnown(): boolean {
    return this.#known() !== null;
  }

  /** The modes there is anything of, live first. */
  get modes(): Mode[] {
    const present = new Set(this.#all.map((one) => one.mode));
    return (["live", "test"] as const).filter((mode) => present.has(mode));
  }

  get mode(): Mode {
    const asked = this.#address.get("mode");
    if (asked === "live" || asked === "test") return asked;
    const named = this.modes.find((mode) => mode === this.#named[0]?.mode);
    return named ?? this.modes[0] ?? "live";
  }

  get #all(): readonly Connection[] {
    return this.#known() ?? [];
  }

  /** The accounts that the address names and that there are. */
  get #named(): Connection[] {
    const asked = this.#address.all("connection");
    return asked.length === 0 ? [] : this.#all.filter((one) => asked.includes(one.id));
  }

  /** Why the address leads to no account, though there are some: those it names are gone, or there is none
   * in its mode. Null: it leads to some. */
  get missing(): "accounts" | "mode" | null {
    if (this.#all.length === 0) return null;
    if (this.#address.all("connection").length > 0 && this.#named.length === 0) return "accounts";
    return this.offered.length === 0 ? "mode" : null;
  }

  /** The accounts of this mode. One whose mode is not known yet is listed in either. */
  get offered(): Connection[] {
    return this.#all.filter((one) => one.mode === this.mode || one.mode === null);
  }

  get chosen(): Connection[] {
    const asked = this.#address.all("connection");
    const some = this.offered.filter((one) => asked.includes(one.id));
    return some.length === 0 ? this.offered : some;
  }

  get isAll(): boolean {
    return this.chosen.length === this.offered.length;
  }

  get title(): string {
    const [first] = this.chosen;
    if (first === undefined) return "No account yet";
    if (this.chosen.length === 1) return first.name;
    if (this.isAll) return `All ${this.chosen.length} accounts`;
    return `${this.chosen.length} of ${this.offered.length} accounts`;
  }

  /** What every question to the API about this choice carries. Until it is known which accounts there are,
   * the address is taken at its word: never others than it names. */
  get query(): Query {
    if (!this.isKnown) return this.#asked;
    const ids = this.chosen.map((one) => one.id);
    return { livemode: this.mode === "live", connection_id: this.isAll ? undefined : ids };
  }

  get #asked(): Query {
    const mode = this.#address.get("mode");
    const ids = this.#address.all("connection");
    return {
      livemode: mode === null && ids.length > 0 ? undefined : this.mode === "live",
      connection_id: ids.length > 0 ? ids : undefined,
    };
  }

  setMode(mode: Mode): void {
    this.#address.go(this.ofMode(mode));
  }

  /** What an address of that mode, with all its accounts, has changed. */
  ofMode(mode: Mode): Changes {
    return { mode: this.#told(mode), connection: null };
  }

  /** Takes an account in or out; with the last one out, all are in. */
  toggle(id: string): void {
    const now = this.isAll ? [] : this.chosen.map((one) => one.id);
    const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id];
    const changes = { mode: this.#told(this.mode) };
    this.#address.go({ ...changes, connection: next.length === this.offered.length ? null : next });
  }

  takeAll(): void {
    this.#address.go(this.ofMode(this.mode));
  }

  /** The first mode there is goes without saying. */
  #told(mode: Mode): Mode | null {
    return mode === this.modes[0] ? null : mode;
  }
}
