import assert from "node:assert/strict";
import { test } from "node:test";

import { farness } from "./far.ts";

test("work that only counts has no end in sight", () => {
  assert.deepEqual(farness(12), { value: 12, most: null, secondsLeft: null });
  assert.deepEqual(farness(null), { value: 0, most: null, secondsLeft: null });
});

test("a comparison says of how many, and how long still", () => {
  const said = { done: 300, total: 1200, seconds_left: 40 };
  assert.deepEqual(farness(said), { value: 300, most: 1200, secondsLeft: 40 });
  assert.deepEqual(farness({ ...said, seconds_left: null }).secondsLeft, null);
});
