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
});

test("the points between two shares are those between what is shown of them", () => {
  const said = (now: [number, number], before: [number, number]) => {
    const found = points(now, before);
    return found && [found.now, found.before, found.moved].join(" ").replaceAll("\u2009", "");
  };
  assert.equal(said([971, 1000], [966, 1000]), "97.1% 96.6% +0.5 points");
  assert.equal(said([1, 1], [0, 0]), null);
  assert.equal(said([9704, 10000], [9506, 10000]), "97.04% 95.06% +1.98 points");
  assert.equal(said([9656, 10000], [9404, 10000]), "96.56% 94.04% +2.52 points");
  assert.equal(said([97004, 100000], [97000, 100000]), "97.00% 97.00% ±0.00 points");
  assert.equal(said([1, 3], [1, 3]), "33.3% 33.3% ±0.0 points");
  assert.equal(said([10, 10], [965, 1000]), "100.0% 96.5% +3.5 points");
  assert.equal(said([9, 1000], [1, 100]), "0.90% 1.00% −0.10 points");
});

test("a count agrees with its noun", () => {
  assert.equal(counted(1, "payment"), "1 payment");
  assert.equal(counted(12618, "payment"), "12,618 payments");
  assert.equal(counted(2, "try", "tries"), "2 tries");
});
