/** What this browser remembers of alerts, in `localStorage`: choices, what was told, what is pinned. */
import type { ActivityRow } from "../api/types";

export const NAME = "tillwatch-alerts";
const TOLD = 500;
const PINNED = 50;

export type Memory = {
  /** Kinds that are not as they come, by name. */
  kinds: Record<string, boolean>;
  /** Whether the browser's own notifications are wanted. */
  browser: boolean;
  began: string;
  looked: string | null;
  told: string[];
  pinned: ActivityRow[];
};

/** What is remembered; a beginning where nothing is, or nothing that can be read. */
export function recall(store: Pick<Storage, "getItem">, now: Date): Memory {
  const start: Memory = {
    kinds: {},
    browser: false,
    began: now.toISOString(),
    looked: null,
    told: [],
    pinned: [],
  };
  try {
    const kept: unknown = JSON.parse(store.getItem(NAME) ?? "null");
    return kept !== null && typeof kept === "object" ? { ...start, ...kept } : start;
  } catch {
    return start;
  }
}

/** Keeps it, without what nobody needs any more. */
export function keep(store: Pick<Storage, "setItem">, memory: Memory): void {
  const bounded = {
    ...memory,
    told: memory.told.slice(-TOLD),
    pinned: memory.pinned.slice(0, PINNED),
  };
  store.setItem(NAME, JSON.stringify(bounded));
}
