/** Short words in the corner: what was done, what arrived. They go by themselves unless they must be seen. */
import type { IconName } from "../parts/icons";

const STAY_MS = 6_000;
/** One that offers to take something back waits for whoever reads it first. */
const OFFER_MS = 20_000;
const MOST = 4;

export type Toast = {
  title: string;
  text?: string;
  /** Where a click on it leads. */
  href?: string;
  /** What can be done about it, in a word: "Undo". */
  action?: { title: string; act: () => void };
  tone?: "plain" | "good" | "warn" | "bad";
  icon?: IconName;
};

export type Shown = Toast & { id: number };

export class Toasts {
  shown = $state.raw<Shown[]>([]);

  #next = 1;
  #held = false;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Shows it for six seconds, longer where it offers something, or until it is closed; returns what closes it. */
  show(toast: Toast): () => void {
    const id = this.#next++;
    this.shown = [...this.shown, { ...toast, id }].slice(-MOST);
    this.#count(id);
    return () => this.close(id);
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.shown = this.shown.filter((one) => one.id !== id);
  }

  /** While the pointer or the focus is on them, none goes. */
  hold(): void {
    this.#held = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  release(): void {
    this.#held = false;
    for (const { id } of this.shown) this.#count(id);
  }

  #count(id: number): void {
    if (this.#held) return;
    clearTimeout(this.#timers.get(id));
    const stays = this.shown.some((one) => one.id === id && one.action) ? OFFER_MS : STAY_MS;
    this.#timers.set(id, setTimeout(() => this.close(id), stays));
  }
}
