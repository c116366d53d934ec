/** Everything the app knows, in one place that a screen gets from its context.
 *
 * Session and accounts first, then what is asked about the chosen ones. The stream says when to ask
 * again: the feed at once, sums and accounts at most once a second. Accounts are also asked on a clock,
 * because "heard from Stripe" moves without anything changing.
 */
import { getContext, setContext } from "svelte";
import { Client, type Problem, type Query } from "../api/client";
import type { Connection, Overview, Page, Session } from "../api/types";
import { Alerts } from "./alerts.svelte";
import { Activity } from "./activity.svelte";
import { Bell } from "./bell.svelte";
import { Address, type Changes } from "./address.svelte";
import { Choice } from "./choice.svelte";
import { HOME_PERIOD, overviewQuery } from "./compared";
import { Confirming } from "./confirming.svelte";
import { Live } from "./live.svelte";
import { byName } from "./order";
import { paced } from "./pace";
import { Reading } from "./reading.svelte";
import { Periods } from "./period.svelte";
import { Look } from "./theme.svelte";
import { Toasts, type Toast } from "./toasts.svelte";
import { called } from "../words/terms.ts";

const KEY = Symbol("desk");
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** What a link takes along: the choice of mode, accounts and period. */
const KEPT = ["mode", "connection", "period", "from", "until"];
const WAITING = ["needs_response", "warning_needs_response", "appeal_needs_response"];
const SIGNED_OUT = "not_signed_in";
const SECOND_FACTOR = "second_factor_needed";
const FIRST_START = "/first-start";
const FEED_GAP_MS = 150;
const SUMS_GAP_MS = 1_000;
const IDLE_TICKS = 15;
const FIRST_TICKS = 2;

export class Desk {
  now = $state.raw(new Date());
  isSignedOut = $state(false);
  /** What the screen is about, when that is more than its title: "Owen Carter, $184.50". */
  here = $state<string | null>(null);
  /** What is open over the page. */
  opened = $state<"palette" | "keys" | null>(null);
  address = new Address();
  look = new Look();
  confirming = new Confirming();
  client = new Client(
    (problem) => this.#told(problem),
    () => this.confirming.ask(),
  );
  toasts = new Toasts();
  session: Reading<Session>;
  connections: Reading<Page<Connection>>;
  overview: Reading<Overview>;
  /** How many disputes of the chosen accounts wait for an answer. */
  due: Reading<number>;
  choice: Choice;
  period: Periods;
  activity: Activity;
  live: Live;
  alerts: Alerts;
  bell: Bell;

  #ticks = 0;
  #wasRecalculating = false;
  /** What Home's feed and figures are the answers to. */
  #answered = { feed: "", figures: "" };

  constructor() {
    this.session = new Reading((signal) => this.client.readSession(signal));
    this.connections = new Reading(async (signal) => {
      const page = await this.client.readConnections(signal);
      return { ...page, data: byName(page.data) };
    });
    this.choice = new Choice(this.address, () => this.connections.value?.data ?? null);
    this.period = new Periods(
      this.address,
      () => this.now,
      () => this.zone,
    );
    this.overview = new Reading((signal) =>
      this.client.readOverview(this.homeQuery, signal),
    );
    this.due = new Reading((signal) => this.#countDue(signal));
    this.activity = new Activity(this.client, () => this.choice.query);
    this.live = new Live(this.client, this.#reactions());
    this.alerts = new Alerts(this);
    this.bell = new Bell(this.client, () => ({ livemode: this.choice.mode === "live" }));
  }

  /** The IANA zone of days and times. */
  get zone(): string {
    return this.session.value?.person?.zone ?? ZONE;
  }

  get hasAccount(): boolean {
    return (this.connections.value?.data.length ?? 0) > 0;
  }

  /** The account of this id; null while it is not known, and once it is gone. */
  account(id: string | null | undefined): Connection | null {
    return this.connections.value?.data.find((one) => one.id === id) ?? null;
  }

  /** Whether who is signed in may do what the permission of this name allows. */
  may = (permission: string): boolean => this.session.value?.permissions.includes(permission) ?? false;

  /** A place's or heading's name as this person calls it: "Guests" for "Customers". */
  called(text: string): string {
    return called(text, this.session.value?.person?.words);
  }

  /** An address of ours that keeps the chosen mode, accounts and period. */
  link(path: string, changes: Changes = {}): string {
    return this.address.link(path, KEPT, changes);
  }

  toast(toast: Toast): () => void {
    return this.toasts.show(toast);
  }

  /** Nothing may be asked yet: there is an owner to make, or a second factor to set up. */
  get isShut(): boolean {
    const session = this.session.value;
    return session !== null && (session.setup_needed || session.second_factor_needed);
  }

  /** Asks again who is signed in: after signing in, and after signing out. */
  async enter(): Promise<void> {
    await this.#enter();
  }

  async signOut(): Promise<void> {
    await this.client.delete("/session");
    this.isSignedOut = true;
    this.live.close();
    for (const one of [this.session, this.connections, this.overview, this.due, this.activity]) {
      one.forget();
    }
  }

  get isImporting(): boolean {
    return this.connections.value?.data.some((one) => one.import.state === "running") ?? false;
  }

  /** After an update the chosen accounts' rows are made again: what is not listed yet may be there. */
  get isRecalculating(): boolean {
    return this.choice.chosen.some((one) => one.recalculating);
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

  /** What Home's figures are asked for: the accounts, the period and what that is held against. */
  get homeQuery(): Query {
    const period = overviewQuery(this.period.of(HOME_PERIOD), this.address.get("compare"));
    return { tz: this.zone, ...period, ...this.choice.query };
  }

  /** Home is looked at: what answers another question is dropped, the rest stays until it is read anew. */
  readHome(): void {
    const feed = JSON.stringify(this.choice.query);
    const figures = JSON.stringify(this.homeQuery);
    if (feed !== this.#answered.feed) this.activity.forget();
    if (figures !== this.#answered.figures) this.overview.forget();
    this.#answered = { feed, figures };
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

  async #countDue(signal: AbortSignal): Promise<number> {
    const asked = { status: WAITING, due_after: this.now.toISOString(), ...this.choice.query };
    return (await this.client.get<{ count: number }>("/disputes/totals", asked, signal)).count;
  }

  async #enter(): Promise<void> {
    // Before there is an owner nothing else may be asked.
    const isFirst = this.address.path === FIRST_START;
    await Promise.all([this.session.refresh(), isFirst ? null : this.connections.refresh()]);
    if (this.session.value === null || this.session.problem !== null) return;
    this.isSignedOut = false;
    if (this.isShut) return;
    this.live.open();
    if (isFirst) await this.connections.refresh();
  }

  #reactions() {
    const feed = paced(() => this.activity.refresh(), FEED_GAP_MS);
    const sums = paced(async () => {
      const isHome = this.address.path === "/";
      await Promise.all([isHome ? this.overview.refresh() : null, this.connections.refresh()]);
    }, SUMS_GAP_MS);
    const all = () => {
      feed();
      sums();
    };
    // What one may can have changed while the line was away: the server ends it for that.
    const back = () => {
      void this.session.refresh();
      all();
    };
    return { onChanges: all, onReturn: back, onRefused: () => void this.session.refresh() };
  }

  #tick(): void {
    this.now = new Date();
    if (document.hidden || this.isSignedOut || this.isShut) return;
    this.#ticks += 1;
    // rows that were made again are not told one by one
    if (this.#wasRecalculating && !this.isRecalculating) this.live.anew();
    this.#wasRecalculating = this.isRecalculating;
    if (this.session.value === null) {
      if (this.#ticks % 3 === 0 && !this.session.asking) void this.#enter();
    } else if (this.#ticks % this.#patience === 0) {
      void this.connections.refresh();
    }
  }

  /** Seconds between two looks at the accounts: few while something is expected to happen. */
  get #patience(): number {
    if (this.isImporting || this.isRecalculating) return 1;
    return this.connections.value?.data.length ? IDLE_TICKS : FIRST_TICKS;
  }

  /** Looked at again: somebody may have signed in elsewhere, and clocks stood still meanwhile. */
  #seen(): void {
    if (document.hidden) return;
    if (this.isSignedOut || this.session.value === null) void this.#enter();
    else if (!this.isShut) void this.connections.refresh();
  }

  #told(problem: Problem): void {
    if (problem.code === SECOND_FACTOR && !this.isShut && !this.session.asking) void this.#enter();
    if (problem.code !== SIGNED_OUT) return;
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
