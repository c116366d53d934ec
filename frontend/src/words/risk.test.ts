import assert from "node:assert/strict";
import { test } from "node:test";
import { signal, tier, times } from "./risk.ts";

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
