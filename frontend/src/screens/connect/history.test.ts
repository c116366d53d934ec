import assert from "node:assert/strict";
import { test } from "node:test";
import { backTo, lasting } from "./history.ts";

test("how far back is said in words", () => {
  const oldest = "2025-11-21T23:30:00Z";
  assert.equal(backTo({ state: "readable", back: "everything", oldest, reason: null }, "UTC"), "everything, since 21 Nov 2025");
  assert.equal(backTo({ state: "readable", back: "everything", oldest, reason: null }, "Asia/Tokyo"), "everything, since 22 Nov 2025");
  assert.equal(backTo({ state: "readable", back: "30 days", oldest: null, reason: "30 days, Stripe keeps no more." }, "UTC"), "30 days, Stripe keeps no more");
  assert.equal(backTo({ state: "readable", back: "since", oldest: null, reason: null }, "UTC"), "since the day you gave");
  assert.equal(backTo({ state: "missing", back: "everything", oldest: null, reason: null }, "UTC"), "not read");
});

test("how long is about", () => {
  assert.deepEqual([4, 44, 120, 5_300, 7_300, null].map(lasting), [
    "a few seconds", "40 s", "2 min", "88 min", "2 h", "not yet known",
  ]);
});
