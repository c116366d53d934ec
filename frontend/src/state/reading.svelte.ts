/** One resource as the page holds it: the last good answer, what went wrong since, and whether it is asked for.
 *
 * Asking again while an answer is under way asks once more when it is there, never twice at a time. An old
 * answer stays on the page when a newer one fails; `forget` drops it when the question itself has changed.
 */
import { Problem } from "../api/client";

export class Reading<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  asking = $state(false);

  #ask: (signal: AbortSignal) => Promise<T>;
  #abort: AbortController | null = null;
  #again = false;

  constructor(ask: (signal: AbortSignal) => Promise<T>) {
    this.#ask = ask;
  }

  /** Resolves when this question, or the one asked after it, is answered. */
  async refresh(): Promise<void> {
    if (this.#abort !== null) {
      this.#again = true;
      return;
    }
    const abort = new AbortController();
    this.#abort = abort;
    this.asking = true;
    try {
      const value = await this.#ask(abort.signal);
      if (this.#abort === abort) this.#accept(value);
    } catch (error) {
      if (this.#abort === abort) this.#refuse(error);
    }
    if (this.#abort === abort) await this.#rest();
  }

  /** The question changed: what is held answers another one. */
  forget(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#again = false;
    this.asking = false;
    this.value = null;
    this.problem = null;
  }

  #accept(value: T): void {
    this.value = value;
    this.problem = null;
  }

  #refuse(error: unknown): void {
    if (!(error instanceof Problem)) throw error;
    this.problem = error;
  }

  async #rest(): Promise<void> {
    this.#abort = null;
    this.asking = false;
    if (!this.#again) return;
    this.#again = false;
    await this.refresh();
  }
}
