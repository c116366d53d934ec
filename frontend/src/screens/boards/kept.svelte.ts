/** A board as the page holds it: its widgets, where they stand, and what is changed of it. */
import { at } from "../../api/client";
import type { BoardWhole, Place, Widget } from "../../api/types";
import { takeAway, tried } from "../../parts/kept/kept";
import type { Desk } from "../../state/desk.svelte";
import { Reading } from "../../state/reading.svelte";
import { changed, closed, type Placed } from "./grid";

const NAME_MAX = 90;

export class Kept {
  reading: Reading<BoardWhole>;
  /** While they are moved: where they would stand. */
  moving = $state.raw<Placed | null>(null);

  #desk: Desk;
  #id: string;

  constructor(desk: Desk, id: string) {
    this.#desk = desk;
    this.#id = id;
    this.reading = new Reading((signal) => desk.client.get<BoardWhole>(at`/boards/${id}`, {}, signal));
  }

  get board(): BoardWhole["board"] | null {
    return this.reading.value?.board ?? null;
  }

  get widgets(): readonly Widget[] {
    return this.reading.value?.widgets ?? [];
  }

  get canChange(): boolean {
    return this.board?.changeable ?? false;
  }

  /** As they are kept. */
  get places(): Placed {
    return Object.fromEntries(this.widgets.map(({ id, place }) => [id, place]));
  }

  /** As they are shown. */
  get shown(): Placed {
    return this.moving ?? closed(this.places);
  }

  /** Keeps where they stand now. */
  async arrange(): Promise<void> {
    if (this.moving === null) return;
    const places: Record<string, Place> = changed(this.places, this.moving);
    if (Object.keys(places).length > 0) {
      await tried(this.#desk, async () => {
        this.reading.value = await this.#desk.client.put<BoardWhole>(at`/boards/${this.#id}/places`, { places });
      });
    }
    this.moving = null;
  }

  async change(changes: object): Promise<boolean> {
    return tried(this.#desk, async () => {
      this.reading.value = await this.#desk.client.patch<BoardWhole>(at`/boards/${this.#id}`, changes);
    });
  }

  async changeWidget(id: string, changes: object): Promise<boolean> {
    const done = await tried(this.#desk, () => this.#desk.client.patch(at`/widgets/${id}`, changes));
    await this.reading.refresh();
    return done;
  }

  drop({ id, name }: Widget): Promise<void> {
    return takeAway(this.#desk, { kind: "widgets", id, words: `“${name}” is off the dashboard` }, () => void this.reading.refresh());
  }

  /** Another one with the same widgets, one's own, which is opened. */
  async duplicate(): Promise<void> {
    const { board } = this;
    if (board === null) return;
    const widgets = this.widgets.map(({ name, description, question, chart, place, period }) => ({ name, description, question, chart, place, period }));
    const { name, description, period } = board;
    await tried(this.#desk, async () => {
      const body = { name: `${name.slice(0, NAME_MAX)} (copy)`, description, period, shared: false, widgets };
      const made = await this.#desk.client.post<BoardWhole>("/boards", body);
      this.#desk.address.open(this.#desk.link(`/boards/${made.board.id}`));
    });
  }

  delete(): Promise<void> {
    const back = this.#desk.link(`/boards/${this.#id}`);
    const words = `“${this.board?.name ?? "The dashboard"}” was deleted`;
    let gone = false;
    return takeAway(this.#desk, { kind: "boards", id: this.#id, words }, () => {
      gone = !gone;
      this.#desk.address.open(gone ? this.#desk.link("/boards") : back);
    });
  }
}
