/** What one does about alerts: read, put off, deal with; each can be taken back for a moment. */
import { at } from "../../api/client";
import type { Desk } from "../../state/desk.svelte";
import { Doing } from "../../state/doing.svelte";
import type { Alert } from "./shapes";

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
    const ids = some.map(({ id }) => id);
    if (ids.length === 0) return;
    await this.#do("read", () => this.#desk.client.post("/alerts/read", { ids, read: isRead }));
    if (isRead && ids.length > 1) this.#undo(`${ids.length} alerts marked as read`, () => void this.read(some, false));
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
