import assert from "node:assert/strict";
import { test } from "node:test";
import { forgetNext, isNew, latest } from "./next.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const shop = { id: "con_a", created: "2026-11-21T11:00:00Z", state: "connected" };

function shelf() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
}

test("an account is new for a day, once it is connected", () => {
  assert.equal(isNew(shelf(), shop, NOW), true);
  assert.equal(isNew(shelf(), { ...shop, created: "2026-11-20T11:00:00Z" }, NOW), false);
  assert.equal(isNew(shelf(), { ...shop, state: "checking" }, NOW), false);
});

test("what was put away stays away, for that account only", () => {
  const store = shelf();
  forgetNext(store, shop);
  assert.equal(isNew(store, shop, NOW), false);
  assert.equal(isNew(store, { ...shop, id: "con_b" }, NOW), true);
});

test("of several accounts the one connected last is asked what comes next", () => {
  const [later, sooner] = [{ created: "2026-11-21T11:30:00Z" }, { created: "2026-11-21T11:00:00Z" }];
  assert.equal(latest([later, sooner, shop]), later);
  assert.equal(latest([]), null);
});
