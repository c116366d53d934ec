/** Which accounts the page is about: one, several or all of one mode. Live and test never mix. */
import type { Connection, Mode } from "../api/types";
import type { Query } from "../api/client";
import type { Address, Changes } from "./address.svelte";

export class Choice {
  #address: Address;
  #connections: () => Connection[];

  constructor(address: Address, connections: () => Connection[]) {
    this.#address = address;
    this.#connections = connections;
  }

  /** The modes there is anything of, live first. */
  get modes(): Mode[] {
    const present = new Set(this.#connections().map((one) => one.mode));
    return (["live", "test"] as const).filter((mode) => present.has(mode));
  }

  get mode(): Mode {
    const asked = this.#address.get("mode");
    if (asked === "live" || asked === "test") return asked;
    return this.modes[0] ?? "live";
  }

  /** The accounts of this mode. One whose mode is not known yet is listed in either. */
  get offered(): Connection[] {
    return this.#connections().filter((one) => one.mode === this.mode || one.mode === null);
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

  /** What every question to the API about this choice carries. */
  get query(): Query {
    const ids = this.chosen.map((one) => one.id);
    return { livemode: this.mode === "live", connection_id: this.isAll ? undefined : ids };
  }

  setMode(mode: Mode): void {
    this.#address.go(this.ofMode(mode));
  }

  /** What an address of that mode, with all its accounts, has changed. */
  ofMode(mode: Mode): Changes {
    return { mode: mode === this.modes[0] ? null : mode, connection: null };
  }

  /** Takes an account in or out; with the last one out, all are in. */
  toggle(id: string): void {
    const now = this.isAll ? [] : this.chosen.map((one) => one.id);
    const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id];
    this.#address.go({ connection: next.length === this.offered.length ? null : next });
  }

  takeAll(): void {
    this.#address.go({ connection: null });
  }
}
