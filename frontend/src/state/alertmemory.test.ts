import assert from "node:assert/strict";
import { test } from "node:test";
import type { ActivityRow } from "../api/types";
import { NAME, keep, recall } from "./alertmemory.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

function store(text: string | null = null) {
  const kept = new Map(text === null ? [] : [[NAME, text]]);
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
}

test("what is pinned and which kinds are off survive a reload", () => {
  const browser = store();
  const pinned = [{ event_id: "evt_1", connection_id: "con_1" } as ActivityRow];
  keep(browser, { ...recall(browser, NOW), kinds: { failed: false }, pinned });
  const again = recall(browser, new Date("2026-11-22T12:00:00Z"));
  assert.deepEqual([again.pinned, again.kinds, again.began], [pinned, { failed: false }, NOW.toISOString()]);
});

test("what cannot be read is a beginning", () => {
  for (const text of [null, "", "{", "null", "7"]) {
    assert.deepEqual(recall(store(text), NOW).pinned, []);
    assert.equal(recall(store(text), NOW).began, NOW.toISOString());
  }
});

test("it does not grow for ever: the newest are kept", () => {
  const browser = store();
  const told = Array.from({ length: 700 }, (_, index) => `con_1 evt_${index}`);
  const pinned = told.map((event_id) => ({ event_id }) as ActivityRow);
  keep(browser, { ...recall(browser, NOW), told, pinned });
  const { told: left, pinned: stays } = recall(browser, NOW);
  assert.deepEqual([left.length, left.at(-1), stays.length, stays[0]?.event_id], [500, told.at(-1), 50, told[0]]);
});
