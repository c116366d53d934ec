/** Long work of the server's that a person started: asked about until it has ended. */
import { at, Problem } from "../../api/client";
import type { Run } from "../../api/types";
import type { Desk } from "../../state/desk.svelte";

const PACE_MS = 1_000;

export class LongRun {
  run = $state.raw<Run | null>(null);
  problem = $state("");
  #desk: Desk;
  #waits: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get isRunning(): boolean {
    return this.run?.state === "running";
  }

  /** How many things were worked on so far. */
  get far(): number {
    return typeof this.run?.progress === "number" ? this.run.progress : 0;
  }

  /** What came of it, once it is done. */
  result<T>(): T | null {
    return this.run?.state === "done" ? (this.run.result as T) : null;
  }

  start(path: string): void {
    void this.#ask(() => this.#desk.client.post<Run>(path));
  }

  stop(): void {
    clearTimeout(this.#waits);
  }

  async #ask(question: () => Promise<Run>): Promise<void> {
    this.stop();
    try {
      this.run = await question();
      this.problem = this.run.state === "failed" ? String(this.run.problem?.["detail"] ?? "It failed.") : "";
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error.message;
      return;
    }
    const { id, state } = this.run;
    if (state !== "running") return;
    this.#waits = setTimeout(() => void this.#ask(() => this.#desk.client.get<Run>(at`/runs/${id}`)), PACE_MS);
  }
}
