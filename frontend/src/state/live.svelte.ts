/** The event stream: tells that something changed, never what to show.
 *
 * The browser resumes a dropped stream by itself, with the last sequence it saw. When the server refuses
 * (it restarts, or the session ended) the browser gives up; then we open a new one, later each time, and
 * have everything read again, because what happened in between is not known.
 */
import type { Client } from "../api/client";
import type { Changes } from "../api/types";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const NOTICE_MS = 2_000;

export type Told = { onChanges: (changes: Changes) => void; onReturn: () => void };

export class Live {
  /** True once the stream has been away for two seconds: shorter gaps are nobody's business. */
  isLost = $state(false);
  isOpen = $state(false);

  #client: Client;
  #told: Told;
  #source: EventSource | null = null;
  #wait = FIRST_WAIT_MS;
  #notice: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #wasAway = false;

  constructor(client: Client, told: Told) {
    this.#client = client;
    this.#told = told;
  }

  open(): void {
    this.close();
    const source = this.#client.openStream();
    this.#source = source;
    source.addEventListener("open", () => this.#opened());
    source.addEventListener("changes", (event) =>
      this.#told.onChanges(JSON.parse((event as MessageEvent<string>).data) as Changes),
    );
    source.addEventListener("error", () => this.#failed(source));
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
    this.isOpen = false;
  }

  #opened(): void {
    clearTimeout(this.#notice);
    this.#notice = undefined;
    this.isLost = false;
    this.isOpen = true;
    this.#wait = FIRST_WAIT_MS;
    if (this.#wasAway) this.#told.onReturn();
    this.#wasAway = false;
  }

  #failed(source: EventSource): void {
    this.isOpen = false;
    this.#wasAway = true;
    this.#notice ??= setTimeout(() => (this.isLost = true), NOTICE_MS);
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.open(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }
}
