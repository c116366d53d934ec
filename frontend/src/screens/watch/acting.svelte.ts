/** What one does about alerts: read, put off, deal with; each can be taken back for a moment. */
import { at, type Query } from "../../api/client";
import type { Page } from "../../api/types";
import { counted } from "../../format/rate";
import type { Desk } from "../../state/desk.svelte";
import { Doing } from "../../state/doing.svelte";
import type { Alert } from "./shapes";

const PAGE = 100;
const MOST = 5_000;

export class Acting {
  doing = new Doing();
  #desk: Desk;
  #after: () => void;

  constructor(desk: Desk, after: () => void) {
    this.#desk = desk;
    this.#after = after;
  }

  get mayDecide(): boolean {
    return this.#desk.may("monitoring.write");
  }

  async read(some: readonly Alert[], isRead = true): Promise<void> {
    await this.#mark(some.map(({ id }) => id), isRead);
  }

  /** All that are asked for, not only those that are shown. */
  async readAll(query: Query): Promise<void> {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const asked: Query = { ...query, unread: "true", limit: PAGE, ...(cursor === null ? {} : { cursor }) };
      const page: Page<Alert> = await this.#desk.client.get<Page<Alert>>("/alerts", asked);
      ids.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null && ids.length < MOST);
    await this.#mark(ids, true);
    if (ids.length > 0) this.#undo(`${counted(ids.length, "alert")} marked as read`, () => void this.#mark(ids, false));
  }

  async #mark(ids: readonly string[], isRead: boolean): Promise<void> {
    await this.#do("read", async () => {
      for (let from = 0; from < ids.length; from += PAGE) {
        await this.#desk.client.post("/alerts/read", { ids: ids.slice(from, from + PAGE), read: isRead });
      }
    });
  }

  async snooze(one: Alert, until: string): Promise<void> {
    const went = await this.#do(one.id, () => this.#desk.client.post(at`/alerts/${one.id}/snooze`, { until }));
    if (went) this.#undo("Put off", () => void this.reopen(one));
  }

  async resolve(one: Alert): Promise<void> {
    const went = await this.#do(one.id, () => this.#desk.client.post(at`/alerts/${one.id}/resolve`));
    if (went) this.#undo("Dealt with", () => void this.reopen(one));
  }

  async reopen(one: Alert): Promise<void> {
    await this.#do(one.id, () => this.#desk.client.post(at`/alerts/${one.id}/reopen`));
  }

  async #do(name: string, deed: () => Promise<unknown>): Promise<boolean> {
    const went = await this.doing.do(name, async () => {
      await deed();
    });
    this.#after();
    void this.#desk.bell.refresh();
    return went;
  }

  #undo(title: string, act: () => void): void {
    this.#desk.toast({ title, action: { title: "Undo", act } });
  }
}
