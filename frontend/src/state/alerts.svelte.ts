/** Alerts while a tab is open: a short word in the corner, the number in the tab's title, the browser's own
 * notification while nobody looks, and a row that stays for what must be seen.
 *
 * Of several tabs one asks (it holds a lock) and passes on what it heard; each tab that somebody looks at
 * shows it. Where the browser has no locks (no https), every tab asks for itself.
 */
import type { ActivityRow, Page } from "../api/types";
import * as rules from "./alerting";
import { NAME, keep, recall, type Memory } from "./alertmemory";
import { lineOf, toastOf } from "./alertwords";
import type { Desk } from "./desk.svelte";

const LOCK = "tillwatch-alerts";
const AT_ONCE = 3;
const EYES_MS = 200;
const TICK_MS = 60_000;
const EARS = ["payment", "attempt", "refund", "dispute", "fraud_warning", "payout", "subscription", "invoice"];

type Said = { kind: "arrived"; rows: ActivityRow[] } | { kind: "shown" } | { kind: "looked-at" };

export class Alerts {
  #desk: Desk;
  #memory = $state.raw<Memory>(recall(localStorage, new Date()));
  /** How many came while nobody looked. */
  unseen = $state(0);
  permission = $state<NotificationPermission | "none">(permission());

  #channel = "BroadcastChannel" in window ? new BroadcastChannel(LOCK) : null;
  #leads = false;
  #asks = false;
  /** Something happened while an answer was under way, which may not hold it. */
  #again = false;
  #wasShown = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  isOn(kind: rules.Kind): boolean {
    return this.#memory.kinds[kind.name] ?? kind.isOn;
  }

  turn(kind: rules.Kind, on: boolean): void {
    this.#remember({ kinds: { ...this.#memory.kinds, [kind.name]: on } });
  }

  /** Whether the browser shows notifications of ours: wanted here, and allowed there. */
  get usesBrowser(): boolean {
    return this.#memory.browser && this.permission === "granted";
  }

  /** Asks the person, through the browser, when it was never asked. */
  async useBrowser(wanted: boolean): Promise<void> {
    if (wanted && this.permission === "default") {
      this.permission = await Notification.requestPermission();
    }
    this.#remember({ browser: wanted && this.permission === "granted" });
  }

  /** What stays until it is seen, of the mode one looks at. */
  get pinned(): ActivityRow[] {
    const isLive = this.#desk.choice.mode === "live";
    return this.#memory.pinned.filter(({ livemode }) => (livemode ?? isLive) === isLive);
  }

  see(rows: readonly ActivityRow[]): void {
    const gone = new Set(rows.map(rules.keyOf));
    this.#remember({ pinned: this.#memory.pinned.filter((row) => !gone.has(rules.keyOf(row))) });
  }

  /** Begins to watch; returns how to stop. */
  start(): () => void {
    this.#remember({});
    const over = new AbortController();
    const { signal } = over;
    addEventListener("storage", (event) => this.#synced(event), { signal });
    document.addEventListener("visibilitychange", () => this.#looked(), { signal });
    this.#channel?.addEventListener("message", (event) => this.#heard(event.data as Said), { signal });
    const deaf = this.#desk.live.on(EARS, () => this.#ask());
    const timer = setInterval(() => void this.#ask(), TICK_MS);
    this.#lead(signal);
    return () => {
      this.#leads = false;
      over.abort();
      deaf();
      clearInterval(timer);
    };
  }

  /** Waits to be the tab that asks, and is it until the tab is closed. */
  #lead(signal: AbortSignal): void {
    const lead = () => {
      this.#leads = true;
      void this.#ask();
      return new Promise<void>((done) => signal.addEventListener("abort", () => done()));
    };
    if (navigator.locks === undefined) void lead();
    else void navigator.locks.request(LOCK, { signal }, lead).catch(() => {});
  }

  async #ask(): Promise<void> {
    const accounts = this.#desk.connections.value?.data ?? [];
    if (!this.#leads || accounts.length === 0 || this.#desk.isSignedOut) return;
    if (this.#asks) {
      this.#again = true;
      return;
    }
    this.#asks = true;
    try {
      const now = new Date();
      const heard = await this.#read(now);
      const arrived = rules.toTell(heard, new Set(this.#memory.told), accounts, now);
      this.#remember({
        looked: now.toISOString(),
        told: [...this.#memory.told, ...arrived.map(rules.keyOf)],
        pinned: rules.pinnedWith(this.#memory.pinned, arrived, heard),
      });
      if (arrived.length > 0) this.#tell(arrived);
    } catch {
      // The next change, or the next minute, asks again: nothing was marked as told.
    } finally {
      this.#asks = false;
    }
    if (this.#again) {
      this.#again = false;
      await this.#ask();
    }
  }

  async #read(now: Date): Promise<ActivityRow[]> {
    const { began, looked } = this.#memory;
    const urgent = rules.urgentFrom(now, new Date(began), looked === null ? null : new Date(looked));
    const kinds = rules.typesOf((kind) => this.isOn(kind));
    const ask = (type: readonly string[], from: Date) =>
      this.#desk.client.get<Page<ActivityRow>>("/activity", {
        type,
        created_from: from.toISOString(),
        limit: 100,
      });
    const pages = [ask(rules.KEPT, urgent)];
    if (kinds.length > 0) pages.push(ask(kinds, rules.freshFrom(now)));
    return (await Promise.all(pages)).flatMap(({ data }) => data);
  }

  /** Every tab hears of it; when none of them is looked at, the browser says it. */
  #tell(rows: ActivityRow[]): void {
    this.#wasShown = false;
    this.#channel?.postMessage({ kind: "arrived", rows } satisfies Said);
    this.#show(rows);
    setTimeout(() => {
      if (!this.#wasShown && document.hidden) this.#notify(rows);
    }, EYES_MS);
  }

  #heard(said: Said): void {
    if (said.kind === "arrived") this.#show(said.rows);
    else if (said.kind === "shown") this.#wasShown = true;
    else this.unseen = 0;
  }

  #show(all: ActivityRow[]): void {
    const rows = all.filter((row) => this.#isLookedAt(row));
    if (document.hidden) {
      this.unseen += rows.filter((row) => !rules.isUrgent(row)).length;
      return;
    }
    this.#wasShown = true;
    this.#channel?.postMessage({ kind: "shown" } satisfies Said);
    const short = rows.filter((row) => !rules.isUrgent(row));
    if (short.length > AT_ONCE) {
      const href = this.#desk.link("/activity");
      this.#desk.toast({ title: `${short.length} things happened`, text: rules.summed(short), href });
      return;
    }
    for (const row of short) this.#desk.toast(toastOf(this.#desk, row));
  }

  #notify(all: ActivityRow[]): void {
    if (!this.usesBrowser) return;
    const rows = all.filter((row) => this.#isLookedAt(row));
    const isMany = rows.length > AT_ONCE;
    const lines = isMany ? [rules.summed(rows)] : rows.map((row) => lineOf(this.#desk, row, true));
    for (const line of lines) {
      const shown = new Notification("Tillwatch", { body: line, tag: line, icon: "/mark.svg" });
      shown.addEventListener("click", () => window.focus());
    }
  }

  /** Test events are told only to who looks at test mode. */
  #isLookedAt({ livemode }: ActivityRow): boolean {
    return livemode !== false || this.#desk.choice.mode === "test";
  }

  #looked(): void {
    this.permission = permission();
    if (document.hidden) return;
    this.unseen = 0;
    this.#channel?.postMessage({ kind: "looked-at" } satisfies Said);
  }

  #synced({ key }: StorageEvent): void {
    if (key === NAME) this.#memory = recall(localStorage, new Date());
  }

  #remember(changes: Partial<Memory>): void {
    this.#memory = { ...recall(localStorage, new Date()), ...changes };
    keep(localStorage, this.#memory);
  }
}

function permission(): NotificationPermission | "none" {
  return "Notification" in window ? Notification.permission : "none";
}
