/** Long work of the server's that a person started: asked about until it has ended. */
import { at, Problem } from "../api/client";
import type { Page, Run } from "../api/types";
import type { Desk } from "./desk.svelte";
import { farness, type Far } from "./far";

const PACE_MS = 1_000;

export class LongRun {
  problem = $state("");
  #run = $state.raw<Run | null>(null);
  #desk: Desk;
  #isLeft = false;
  #waits: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get isRunning(): boolean {
    return this.#run?.state === "running";
  }

  /** Somebody ended it before its end. */
  get isCanceled(): boolean {
    return this.#run?.state === "canceled";
  }

  /** What it does, in the server's word. */
  get work(): string {
    return this.#run?.work ?? "";
  }

  /** How far it is. */
  get far(): Far {
    return farness(this.#run?.progress);
  }

  /** What came of it, once it is done. */
  result<T>(): T | null {
    return this.#run?.state === "done" ? (this.#run.result as T) : null;
  }

  get endedAt(): string | null {
    return this.#run?.ended_at ?? null;
  }

  start(path: string, asked?: object): void {
    void this.#ask(() => this.#desk.client.post<Run>(path, asked));
  }

  /** Follow what is under way about a connection, whoever began it. */
  async join(about: string, works: readonly string[]): Promise<void> {
    try {
      const { data } = await this.#desk.client.get<Page<Run>>("/runs", { about });
      const found = data.find((one) => works.includes(one.work) && one.state === "running");
      if (found && !this.#run && !this.#isLeft) await this.#ask(() => Promise.resolve(found));
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // then it is only not shown
    }
  }

  /** End it before its end. */
  async cancel(): Promise<void> {
    const run = this.#run;
    if (run) await this.#ask(() => this.#desk.client.post<Run>(at`/runs/${run.id}/cancel`));
  }

  /** Nobody looks any more: the work goes on, it is not asked about. */
  stop(): void {
    this.#isLeft = true;
    clearTimeout(this.#waits);
  }

  async #ask(question: () => Promise<Run>): Promise<void> {
    clearTimeout(this.#waits);
    try {
      this.#run = await question();
      this.problem = this.#run.state === "failed" ? String(this.#run.problem?.["detail"] ?? "It failed.") : "";
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error.message;
      return;
    }
    const { id, state } = this.#run;
    if (state !== "running" || this.#isLeft) return;
    this.#waits = setTimeout(() => void this.#ask(() => this.#desk.client.get<Run>(at`/runs/${id}`)), PACE_MS);
  }
}
