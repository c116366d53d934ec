/** Objects that fit what was typed in the palette, asked for once the fingers rest. */
import { Problem, type Client } from "../api/client";
import type { Hit } from "../api/types";

const REST_MS = 120;
const SHORTEST = 2;

export class Finding {
  hits = $state.raw<Hit[]>([]);
  problem = $state.raw<Problem | null>(null);
  /** What `hits` answers. */
  asked = $state("");
  isAsking = $state(false);

  #client: Client;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Asks for `typed` when nothing else is typed for a moment. */
  look(typed: string): void {
    this.stop();
    const wanted = typed.trim();
    if (wanted.length < SHORTEST) {
      this.hits = [];
      this.asked = "";
      return;
    }
    this.isAsking = true;
    this.#timer = setTimeout(() => void this.#ask(wanted), REST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
    this.isAsking = false;
  }

  async #ask(wanted: string): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const found = await this.#client.get<{ data: Hit[] }>(
        "/search",
        { q: wanted },
        abort.signal,
      );
      this.#settle(abort, wanted, found.data, null);
    } catch (error) {
      if (error instanceof Problem) this.#settle(abort, wanted, [], error);
      else if (!abort.signal.aborted) throw error;
    }
  }

  #settle(abort: AbortController, wanted: string, hits: Hit[], problem: Problem | null): void {
    if (this.#abort !== abort) return;
    this.hits = hits;
    this.problem = problem;
    this.asked = wanted;
    this.isAsking = false;
  }
}
