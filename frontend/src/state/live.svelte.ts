/** The event stream: tells that something changed, never what to show.
 *
 * The browser resumes a dropped stream by itself, with the last sequence it saw. When the server refuses
 * (it restarts, or the session ended) the browser gives up; then we open a new one, later each time, and
 * have everything read again, because what happened in between is not known.
 */
import type { Client } from "../api/client";
import type { Changes } from "../api/types";
import { paced } from "./pace";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const NOTICE_MS = 2_000;
const GAP_MS = 1_000;
/** As a kind to listen for: alerts of rules. */
export const ALERTS = "alerts";

export type Told = {
  onChanges: (changes: Changes) => void;
  onReturn: () => void;
  /** The server does not let us listen: it restarts, or we may no longer. */
  onRefused: () => void;
};

export class Live {
  /** True once the stream has been away for two seconds: shorter gaps are nobody's business. */
  isLost = $state(false);
  isOpen = $state(false);
  /** Since when it is away. */
  lostAt = $state.raw<Date | null>(null);

  #client: Client;
  #told: Told;
  #source: EventSource | null = null;
  #wait = FIRST_WAIT_MS;
  #notice: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #wasAway = false;
  #ears = new Set<{ kinds: ReadonlySet<string> | null; act: () => void }>();

  constructor(client: Client, told: Told) {
    this.#client = client;
    this.#told = told;
  }

  /** Has `act` called when rows of these kinds changed (all kinds: "*"), and when the stream is back after
   * an absence. At once, then at most once in `gap_ms`. Returns how to stop. */
  on(kinds: readonly string[], act: () => void | Promise<void>, gap_ms = GAP_MS): () => void {
    let isOver = false;
    const call = paced(async () => {
      if (!isOver) await act();
    }, gap_ms);
    const ear = { kinds: kinds.includes("*") ? null : new Set(kinds), act: call };
    this.#ears.add(ear);
    return () => {
      isOver = true;
      this.#ears.delete(ear);
    };
  }

  open(): void {
    this.close();
    const source = this.#client.openStream();
    this.#source = source;
    source.addEventListener("open", () => this.#opened());
    source.addEventListener("changes", (event) =>
      this.#heard(JSON.parse((event as MessageEvent<string>).data) as Changes),
    );
    source.addEventListener("alerts", () => this.#rung());
    source.addEventListener("error", () => this.#failed(source));
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
    this.isOpen = false;
  }

  #heard(changes: Changes): void {
    this.#told.onChanges(changes);
    const changed = Object.keys(changes.kinds);
    for (const { kinds, act } of this.#ears) {
      if (kinds === null || changed.some((kind) => kinds.has(kind))) act();
    }
  }

  /** There is an alert, or somebody did something about one: no row changed. */
  #rung(): void {
    for (const { kinds, act } of this.#ears) if (kinds?.has(ALERTS)) act();
  }

  #opened(): void {
    clearTimeout(this.#notice);
    this.#notice = undefined;
    this.isLost = false;
    this.lostAt = null;
    this.isOpen = true;
    this.#wait = FIRST_WAIT_MS;
    if (!this.#wasAway) return;
    this.#wasAway = false;
    this.anew();
  }

  /** Everything is to be read again: it is not known what changed. */
  anew(): void {
    this.#told.onReturn();
    for (const { act } of this.#ears) act();
  }

  #failed(source: EventSource): void {
    this.isOpen = false;
    this.#wasAway = true;
    this.lostAt ??= new Date();
    this.#notice ??= setTimeout(() => (this.isLost = true), NOTICE_MS);
    if (source.readyState !== EventSource.CLOSED) return;
    this.#told.onRefused();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.open(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }
}
