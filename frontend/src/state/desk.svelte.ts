/** Everything the app knows, in one place that a screen gets from its context.
 *
 * Session and accounts first, then what is asked about the chosen ones. The stream says when to ask
 * again: the feed at once, sums and accounts at most once a second. Accounts are also asked on a clock,
 * because "heard from Stripe" moves without anything changing.
 */
import { getContext, setContext } from "svelte";
import { Client, type Problem } from "../api/client";
import type { Connection, Overview, Page, Session } from "../api/types";
import { Activity } from "./activity.svelte";
import { Address } from "./address.svelte";
import { Choice } from "./choice.svelte";
import { Live } from "./live.svelte";
import { paced } from "./pace";
import { Reading } from "./reading.svelte";
import { Look } from "./theme.svelte";

const KEY = Symbol("desk");
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const FEED_GAP_MS = 150;
const SUMS_GAP_MS = 1_000;
const IDLE_TICKS = 15;
const FIRST_TICKS = 2;

export class Desk {
  now = $state.raw(new Date());
  isSignedOut = $state(false);
  address = new Address();
  look = new Look();
  client = new Client();
  session: Reading<Session>;
  connections: Reading<Page<Connection>>;
  overview: Reading<Overview>;
  choice: Choice;
  activity: Activity;
  live: Live;

  #ticks = 0;

  constructor() {
    const told = (problem: Problem) => this.#told(problem);
    this.session = new Reading((signal) => this.client.readSession(signal), told);
    this.connections = new Reading((signal) => this.client.readConnections(signal), told);
    this.choice = new Choice(this.address, () => this.connections.value?.data ?? []);
    this.overview = new Reading(
      (signal) => this.client.readOverview({ tz: ZONE, ...this.choice.query }, signal),
      told,
    );
    this.activity = new Activity(this.client, () => this.choice.query);
    this.live = new Live(this.client, this.#reactions());
  }

  get isImporting(): boolean {
    return this.connections.value?.data.some((one) => one.import.state === "running") ?? false;
  }

  /** Asks who this is and for the accounts, then listens. Returns how to stop. */
  start(): () => void {
    const stops = [this.address.follow(), this.look.follow()];
    const timer = setInterval(() => this.#tick(), 1_000);
    const seen = () => this.#seen();
    document.addEventListener("visibilitychange", seen);
    void this.#enter();
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
      this.live.close();
      for (const stop of stops) stop();
    };
  }

  /** The choice changed: what is on the page answers another question. */
  readChoice(): void {
    this.overview.forget();
    this.activity.forget();
    this.readSums();
  }

  readSums(): void {
    void this.overview.refresh();
    void this.activity.refresh();
  }

  async steerImport(connection: string, action: "start" | "cancel"): Promise<void> {
    await this.client.steerImport(connection, action);
    await this.connections.refresh();
  }

  async #enter(): Promise<void> {
    await Promise.all([this.session.refresh(), this.connections.refresh()]);
    if (this.session.value === null || this.session.problem !== null) return;
    this.isSignedOut = false;
    this.live.open();
  }

  #reactions() {
    const feed = paced(() => this.activity.refresh(), FEED_GAP_MS);
    const sums = paced(async () => {
      await Promise.all([this.overview.refresh(), this.connections.refresh()]);
    }, SUMS_GAP_MS);
    const all = () => {
      feed();
      sums();
    };
    return { onChanges: all, onReturn: all };
  }

  #tick(): void {
    this.now = new Date();
    if (document.hidden || this.isSignedOut) return;
    this.#ticks += 1;
    if (this.session.value === null) {
      if (this.#ticks % 3 === 0 && !this.session.asking) void this.#enter();
    } else if (this.#ticks % this.#patience === 0) {
      void this.connections.refresh();
    }
  }

  /** Seconds between two looks at the accounts: few while something is expected to happen. */
  get #patience(): number {
    if (this.isImporting) return 1;
    return this.connections.value?.data.length ? IDLE_TICKS : FIRST_TICKS;
  }

  /** Looked at again: somebody may have signed in elsewhere, and clocks stood still meanwhile. */
  #seen(): void {
    if (document.hidden) return;
    if (this.isSignedOut || this.session.value === null) void this.#enter();
    else void this.connections.refresh();
  }

  #told(problem: Problem): void {
    if (problem.status !== 401) return;
    this.isSignedOut = true;
    this.live.close();
  }
}

export function keepDesk(desk: Desk): Desk {
  return setContext(KEY, desk);
}

export function useDesk(): Desk {
  return getContext<Desk>(KEY);
}
