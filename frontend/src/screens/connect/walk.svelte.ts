/** The walk to a connection: what the address says of it, what the plan is, and the key meanwhile.
 *
 * The address holds the choices (`processor`, `want`, `also`, `of` live or test, `way` when there is no key)
 * and, once there is one, the connection (`made`). The key is held here only until it is handed over, and
 * is never in the address.
 */
import { at, Problem } from "../../api/client";
import type { Connection, Mode, Page, Plan, Processor, Tried } from "../../api/types";
import type { Desk } from "../../state/desk.svelte";
import { Reading } from "../../state/reading.svelte";
import { modeOf } from "./modes";

const WATCH = "watch";

export class Walk {
  key = $state("");
  tried = $state.raw<Tried | null>(null);
  triedAt = $state.raw<Date | null>(null);
  trying = $state(false);
  /** What is wrong with the key, or with connecting. */
  problem = $state.raw<Problem | null>(null);
  connecting = $state(false);
  processors: Reading<Page<Processor>>;
  plan: Reading<Plan>;

  #desk: Desk;
  #abort: AbortController | null = null;
  #answered = $state("");

  constructor(desk: Desk) {
    this.#desk = desk;
    this.processors = new Reading((signal) => desk.client.get("/processors", {}, signal));
    this.plan = new Reading(async (signal) => {
      const question = this.question;
      const plan = await desk.client.get<Plan>(at`/processors/${this.processor}/plan`, this.asked, signal);
      this.#answered = question;
      return plan;
    });
  }

  get question(): string {
    return JSON.stringify([this.processor, this.asked]);
  }

  /** Whether the plan is for what is chosen now. While it is not, its links lead where one does not want to go. */
  get isPlanned(): boolean {
    return this.#answered === this.question;
  }

  get processor(): string {
    return this.#desk.address.get("processor") ?? "stripe";
  }

  get wants(): string[] {
    return [...new Set([WATCH, ...this.#desk.address.all("want")])];
  }

  get also(): string[] {
    return this.#desk.address.all("also");
  }

  /** Whether live or test money is connected; the plan's links lead there. Until one says so, what one looks at. */
  get mode(): Mode {
    return modeOf(this.#desk.address.get("of"), this.#desk.choice.mode);
  }

  get isWithoutKey(): boolean {
    return this.#desk.address.get("way") === "webhook";
  }

  /** The connection this walk has made. */
  get made(): Connection | null {
    return this.#desk.account(this.#desk.address.get("made"));
  }

  get asked(): { want: string[]; also: string[]; mode: Mode } {
    return { want: this.wants, also: this.also, mode: this.mode };
  }

  want(name: string, is: boolean): void {
    const rest = this.wants.filter((one) => one !== name && one !== WATCH);
    this.#desk.address.go({ want: is ? [...rest, name] : rest }, true);
  }

  add(slug: string, is: boolean): void {
    const rest = this.also.filter((one) => one !== slug);
    this.#desk.address.go({ also: is ? [...rest, slug] : rest }, true);
  }

  /** Asks what the key may do. The newest question counts; nothing is kept by it. */
  async try(): Promise<void> {
    const key = this.key.trim();
    this.#abort?.abort();
    this.tried = null;
    this.problem = null;
    if (key === "") return this.#rest();
    const abort = new AbortController();
    this.#abort = abort;
    this.trying = true;
    try {
      const { want, also } = this.asked;
      const path = at`/processors/${this.processor}/try`;
      const found = await this.#desk.client.post<Tried>(path, { key, want, also }, abort.signal);
      if (this.#abort !== abort) return;
      this.tried = found;
      this.triedAt = new Date();
    } catch (error) {
      if (this.#abort !== abort) return;
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
    }
    this.#rest();
  }

  /** Another key. */
  drop(): void {
    this.key = "";
    this.tried = null;
    this.problem = null;
  }

  /** Connects; the history waits until one has seen what it is. */
  async connect(given: { name: string; secret?: string }): Promise<void> {
    if (this.connecting) return;
    this.connecting = true;
    this.problem = null;
    const key = this.key.trim() || null;
    try {
      const made = await this.#desk.client.post<Connection>("/connections", {
        processor: this.processor,
        name: given.name,
        key,
        secret: given.secret?.trim() || null,
        mode: this.tried?.mode ?? this.mode,
        want: this.wants,
        import: "later",
      });
      await this.#desk.connections.refresh();
      this.drop();
      this.#desk.address.go({ made: made.id, also: null, of: null }, true);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
    }
    this.connecting = false;
  }

  #rest(): void {
    this.#abort = null;
    this.trying = false;
  }
}
