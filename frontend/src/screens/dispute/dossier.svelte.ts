/** One case as the page holds it: read for its address, again as the dispute changes, and while something of it
 * is on its way to the bank. What people do is asked in order; each answer is the whole case anew.
 *
 * What is being typed is no part of it: a field keeps its own words until they are saved.
 */
import { at, type Client } from "../../api/client";
import type { CaseSending, DisputeCase } from "../../api/types";
import { upload } from "../../api/upload";
import type { Desk } from "../../state/desk.svelte";
import { Reading } from "../../state/reading.svelte";
import { LIVING, MOVING } from "./send/states";

const KINDS = ["dispute", "payment", "balance_entry", "customer"];
const NOT_CONTESTABLE = "not_contestable";
const POLICIES = "/disputes/settings";
const GAP_MS = 1_500;
const LOOK_MS = 700;

export class Dossier {
  readonly connection: string;
  readonly id: string;
  /** `/disputes/con_…/du_…`: of the API and of the page. */
  readonly path: string;

  /** Of the disputed payment and its customer, once the page has read who they are. */
  about = $state.raw<{ payment: string | null; customer: string | null }>({ payment: null, customer: null });

  #desk: Desk;
  #reading: Reading<DisputeCase>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(desk: Desk, connection: string, id: string) {
    this.#desk = desk;
    this.connection = connection;
    this.id = id;
    this.path = at`/disputes/${connection}/${id}`;
    this.#reading = new Reading((signal) => desk.client.get<DisputeCase>(`${this.path}/case`, {}, signal));
  }

  get value(): DisputeCase | null {
    return this.#reading.value;
  }

  get problem() {
    return this.#reading.problem;
  }

  /** What is on its way, or waits for a yes; null where there is nothing such. */
  get living(): CaseSending | null {
    return this.value?.sendings.find((one) => LIVING.includes(one.state)) ?? null;
  }

  /** The answer that was sent last. */
  get sent(): CaseSending | null {
    return this.value?.sendings.find((one) => one.kind === "answer" && one.state === "sent") ?? null;
  }

  /** The bank still takes an answer. */
  get isAnswerable(): boolean {
    return this.value !== null && !this.value.was && this.value.verdict.name !== NOT_CONTESTABLE;
  }

  /** It can be filled in, by whoever looks at it. */
  get isOpen(): boolean {
    return this.isAnswerable && this.value?.may.write === true;
  }

  read(): Promise<void> {
    return this.#reading.refresh();
  }

  /** Reads it, and again as it changes. Returns how to stop. */
  follow(): () => void {
    void this.read();
    const stop = this.#desk.live.on(KINDS, () => this.read(), GAP_MS);
    const timer = setInterval(() => this.#look(), LOOK_MS);
    // what colleagues typed meanwhile
    const seen = () => document.hidden || void this.read();
    document.addEventListener("visibilitychange", seen);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", seen);
      clearInterval(timer);
    };
  }

  /** Words of customers are hidden from whoever looks at it: they cannot be sent back. */
  get isVeiled(): boolean {
    return !this.#desk.may("personal.read");
  }

  /** The page where what stands in a field is known from; null where there is none. */
  placeOf({ source }: { source: string }): string | null {
    const { payment, customer } = this.about;
    if (source === "charge" && payment) return this.#desk.link(at`/payments/${this.connection}/${payment}`);
    if (source === "history" && customer) return this.#desk.link(at`/customers/${this.connection}/${customer}`);
    return source === "policy" ? this.#desk.link(POLICIES) : null;
  }

  /** Rejects with a `Problem`. */
  do(ask: (client: Client, path: string) => Promise<DisputeCase>): Promise<void> {
    const asked = this.#last.then(async () => this.#accept(await ask(this.#desk.client, this.path)));
    this.#last = asked.catch(() => {});
    return asked;
  }

  fill(fields: Record<string, string | null>): Promise<void> {
    return this.do((client, path) => client.put(`${path}/answer`, { fields }));
  }

  change(changes: Record<string, string | null>): Promise<void> {
    return this.do((client, path) => client.patch(`${path}/case`, changes));
  }

  bring(field: string, file: File, far: (value: number, most: number) => void): Promise<void> {
    return this.do((_, path) => upload<DisputeCase>(`${path}/files`, { field, name: file.name }, file, far));
  }

  #accept(value: DisputeCase): void {
    this.#reading.value = value;
    // an older answer may still be on its way
    if (this.#reading.asking) void this.read();
  }

  #look(): void {
    const under = [...(this.value?.sendings ?? []), this.value?.subscription?.sending];
    if (under.some((one) => one && MOVING.includes(one.state)) && !document.hidden) void this.read();
  }
}
