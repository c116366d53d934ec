/** Questions to the catalogue of numbers, as a screen holds them: one answer, and the question it is to.
 *
 * `ask` may be called as often as the question changes: the same one is not asked again, another one waits a
 * moment for the next and ends the one before. The answer before stays (`isOld`) until the new one is there, but
 * never one about other accounts. Whose accounts and which zone comes from the desk.
 */
import { Problem } from "../api/client";
import type { Answer, Catalogue } from "../api/types";
import type { components } from "../api/schema";
import type { Desk } from "./desk.svelte";
import { Reading } from "./reading.svelte";

type Whole = components["schemas"]["Asked"];
type Own = "metrics" | "period" | "filter";

/** One test of a dimension, or some of them together: the API's own form. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { dimension: string; is?: string[]; is_not?: string[]; exists?: boolean; at_least?: number; below?: number };

/** What is asked, without zone and accounts. `period.until` is the first moment that does not count. */
export type Question = Pick<Whole, "metrics" | "period"> &
  Partial<Omit<Whole, Own | "tz" | "connection_id" | "livemode">> & { filter?: Condition | null };

const GAP_MS = 80;

export class Asking {
  answer = $state.raw<Answer | null>(null);
  /** What `answer` answers. */
  answered = $state.raw<Question | null>(null);
  problem = $state.raw<Problem | null>(null);
  asking = $state(false);

  #desk: Desk;
  #wanted: Question | null = null;
  #written = "";
  #choice = "";
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The answer shown is to another question than the last one asked. */
  get isOld(): boolean {
    return this.asking && this.answered !== null && this.answered !== this.#wanted;
  }

  /** Null: nothing is asked, and nothing is held. */
  ask(question: Question | null): void {
    const choice = JSON.stringify(this.#desk.choice.query);
    const written = question === null ? "" : JSON.stringify([question, choice, this.#desk.zone]);
    if (written === this.#written) return;
    this.#stop();
    if (question === null || choice !== this.#choice) this.#drop();
    this.#written = written;
    this.#choice = choice;
    this.#wanted = question;
    if (question !== null) this.#begin(GAP_MS);
  }

  /** The same question once more, as when something has happened since. */
  again(): void {
    if (this.#wanted === null || this.asking) return;
    this.#begin(0);
  }

  /** Ends what is under way; for the end of a screen. */
  close(): void {
    this.#stop();
    this.#written = "";
  }

  #begin(wait: number): void {
    const question = this.#wanted;
    const abort = new AbortController();
    this.#abort = abort;
    this.asking = true;
    this.#timer = setTimeout(() => question && void this.#read(question, abort), wait);
  }

  async #read(question: Question, abort: AbortController): Promise<void> {
    try {
      const body = { ...question, tz: this.#desk.zone, ...this.#desk.choice.query };
      const answer = await this.#desk.client.post<Answer>("/metrics/query", body, abort.signal);
      if (this.#abort === abort) this.#accept(question, answer);
    } catch (error) {
      if (this.#abort === abort) this.#refuse(error);
    }
  }

  #accept(question: Question, answer: Answer): void {
    this.answer = answer;
    this.answered = question;
    this.problem = null;
    this.asking = false;
  }

  #refuse(error: unknown): void {
    this.asking = false;
    if (!(error instanceof Problem)) throw error;
    this.problem = error;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
    this.asking = false;
  }

  #drop(): void {
    this.answer = null;
    this.answered = null;
    this.problem = null;
  }
}

/** The catalogue is read once for each desk. */
const catalogues = new WeakMap<Desk, Reading<Catalogue>>();

export function catalogueOf(desk: Desk): Reading<Catalogue> {
  const known = catalogues.get(desk);
  if (known) return known;
  const reading = new Reading((signal) => desk.client.get<Catalogue>("/metrics", {}, signal));
  catalogues.set(desk, reading);
  void reading.refresh();
  return reading;
}
