import assert from "node:assert/strict";
import { test } from "node:test";
import { inTiers, rises, signal, tier, times } from "./risk.ts";

test("how risky is told in a person's words", () => {
  assert.equal(times(1), "about as risky as a usual order");
  assert.equal(times(3.04), "about 3 times as risky as a usual order");
  assert.equal(times(28.4), "about 28 times as risky as a usual order");
  assert.equal(times(0.5), "about half as risky as a usual order");
});

test("what is new is told as it is", () => {
  assert.equal(signal("moon phase"), "moon phase");
  assert.deepEqual(tier("odd"), { words: "odd", tone: "mute" });
});

test("a score that is just on a border belongs to the tier above it", () => {
  const scores = [0.1, 0.3, 0.59, 0.6, 0.8, 1].map((score) => ({ score, orders: 2 }));
  const borders = { medium: 0.3, high: 0.6, critical: 0.8 };
  assert.deepEqual(inTiers(scores, borders), { low: 2, medium: 4, high: 2, critical: 4 });
  assert.equal(rises(borders), true);
  assert.equal(rises({ ...borders, high: Number("nothing") }), false);
});
