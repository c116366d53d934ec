import assert from "node:assert/strict";
import { test } from "node:test";
import { change, counted, percent, points } from "./rate.ts";

test("a share has one decimal, two below one percent", () => {
  assert.equal(percent(12618, 12989), "97.1\u2009%");
  assert.equal(percent(31, 12618), "0.25\u2009%");
  assert.equal(percent(0, 10), "0.0\u2009%");
  assert.equal(percent(10, 10), "100.0\u2009%");
});

test("rounding never claims all or none", () => {
  assert.equal(percent(99999, 100000), "99.999\u2009%");
  assert.equal(percent(1, 100000), "0.001\u2009%");
});

test("a change of an amount is in percent, of a share in points", () => {
  assert.equal(change(1357, 1208), "+12.3\u2009%");
  assert.equal(change(900, 1000), "−10.0\u2009%");
  assert.equal(change(1, 0), null);
  assert.equal(change(1000, 1000), "±0.0\u2009%");
  assert.equal(change(10_001, 10_000), "+0.01\u2009%");
  assert.equal(change(999_999_999n, 1_000_000_000n), "±0.000000\u2009%");
  assert.equal(points([971, 1000], [966, 1000]), "+0.5 points");
  assert.equal(points([1, 1], [0, 0]), null);
  assert.equal(points([9704, 10000], [9506, 10000]), "+1.98 points"); // 97.0 and 95.1 are shown
});

test("a count agrees with its noun", () => {
  assert.equal(counted(1, "payment"), "1 payment");
  assert.equal(counted(12618, "payment"), "12,618 payments");
  assert.equal(counted(2, "try", "tries"), "2 tries");
});
