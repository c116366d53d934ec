/** What can be done with a connection: one thing at a time, what went wrong kept beside what was asked. */
import { at, Problem } from "../../api/client";
import type { Desk } from "../../state/desk.svelte";

export type Change = { name?: string; key?: string; want?: string[] };

export default class Deeds {
  /** What is under way: "check", "name", "key", "want", "pause", "logo", "leave". */
  busy = $state<string | null>(null);
  #problems = $state.raw<Record<string, string>>({});
  #desk: Desk;
  #id: () => string;

  constructor(desk: Desk, id: () => string) {
    this.#desk = desk;
    this.#id = id;
  }

  /** The sentence of what went wrong with it, if it did. */
  failed(what: string): string | undefined {
    return this.#problems[what];
  }

  check(): Promise<boolean> {
    return this.#do("check", () => this.#desk.client.post(at`/connections/${this.#id()}/check`));
  }

  /** `what` names the change in `busy` and `failed`. */
  change(what: keyof Change, change: Change): Promise<boolean> {
    return this.#do(what, () => this.#desk.client.patch(at`/connections/${this.#id()}`, change));
  }

  pause(isPaused: boolean): Promise<boolean> {
    const path = isPaused ? at`/connections/${this.#id()}/resume` : at`/connections/${this.#id()}/pause`;
    return this.#do("pause", () => this.#desk.client.post(path));
  }

  giveLogo(file: Blob): Promise<boolean> {
    return this.#do("logo", () => this.#desk.client.put(at`/connections/${this.#id()}/logo`, file));
  }

  takeLogo(): Promise<boolean> {
    return this.#do("logo", () => this.#desk.client.delete(at`/connections/${this.#id()}/logo`));
  }

  leave(data: "keep" | "delete"): Promise<boolean> {
    return this.#do("leave", () => this.#desk.client.delete(at`/connections/${this.#id()}`, { data }));
  }

  async #do(what: string, deed: () => Promise<void>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = what;
    const { [what]: _, ...others } = this.#problems;
    this.#problems = others;
    try {
      await deed();
      await this.#desk.connections.refresh();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#problems = { ...this.#problems, [what]: error.message };
      return false;
    } finally {
      this.busy = null;
    }
  }
}
