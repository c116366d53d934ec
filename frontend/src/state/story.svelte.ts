/** One object's whole page as it is held: read once for its address, and again as its rows change. */
import { at, type Problem } from "../api/client";
import type { Desk } from "./desk.svelte";
import { Reading } from "./reading.svelte";

const GAP_MS = 1_500;

type Told = { raw?: Record<string, unknown> | null };

export class Story<T extends Told> {
  readonly connection: string;
  readonly id: string;

  #desk: Desk;
  #path: string;
  #reading: Reading<T>;

  /** `resource` as in the address: "payments". */
  constructor(desk: Desk, resource: string, connection: string, id: string) {
    this.connection = connection;
    this.id = id;
    this.#desk = desk;
    this.#path = `/${resource}${at`/${connection}/${id}/story`}`;
    this.#reading = new Reading((signal) => desk.client.get<T>(this.#path, {}, signal));
  }

  get value(): T | null {
    return this.#reading.value;
  }

  get problem(): Problem | null {
    return this.#reading.problem;
  }

  read(): Promise<void> {
    return this.#reading.refresh();
  }

  /** Reads it, and again whenever rows of these kinds change. Returns how to stop. */
  follow(kinds: readonly string[]): () => void {
    void this.read();
    return this.#desk.live.on(kinds, () => this.read(), GAP_MS);
  }

  /** The processor's own objects, as they were last told. */
  async raw(): Promise<unknown> {
    return (await this.#desk.client.get<T>(this.#path, { raw: true })).raw ?? {};
  }
}
