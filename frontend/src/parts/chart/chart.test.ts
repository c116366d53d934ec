import assert from "node:assert/strict";
import { test } from "node:test";
import { countLine, csv, moneyLine, rateLine } from "./lines.ts";
import { labelEvery, scaleOf } from "./scale.ts";

const steps = ["2026-11-05", "2026-11-06"].map((key) => ({ key, short: key, long: key }));

test("the file is made of the same exact values as the drawing", () => {
  const lines = [
    moneyLine("volume", "Volume", "bhd", [1250, null], { code: true }),
    countLine("payments", "Payments", "payment", [1204, 0]),
  ];
  assert.equal(
    csv("day", steps, lines),
    "day,volume,currency,payments\r\n2026-11-05,1.250,bhd,1204\r\n2026-11-06,,bhd,0\r\n",
  );
  assert.deepEqual(lines[0]?.said, ["BHD\u00a01.250", null]);
  assert.deepEqual(lines[1]?.said, ["1,204 payments", "0 payments"]);
  const long = moneyLine("volume", "Volume", "usdc", [9007199254740993n]);
  assert.deepEqual(long.cells, [["90071992547409.93"]]);
  assert.deepEqual(long.said, ["USDC\u00a090,071,992,547,409.93"]);
});

test("a rate tells its base; without a base there is no data", () => {
  const line = rateLine("rate", "Success rate", [
    { numerator: 1204, denominator: 1240 },
    { numerator: 0, denominator: 0 },
  ]);
  assert.deepEqual(line.said, ["97.1\u2009% · 1,204 of 1,240", null]);
  assert.deepEqual(line.cells, [["0.970968", "1204", "1240"], null]);
});

test("a scale is round, starts at 0 unless told otherwise, and holds what is below", () => {
  assert.deepEqual(scaleOf([22_000, 5_000]), { min: 0, max: 24_000, step: 6_000 });
  assert.deepEqual(scaleOf([]), { min: 0, max: 4, step: 1 });
  assert.deepEqual(scaleOf([0, 0]), { min: 0, max: 4, step: 1 });
  assert.deepEqual(scaleOf([100, -50]), { min: -80, max: 120, step: 40 });
  const { min, max } = scaleOf([96.2, 97.9], false);
  assert.ok(min > 90 && min <= 96.2 && max >= 97.9);
});

test("a scale of shares ends at all of them, also where nothing moves", () => {
  assert.deepEqual(scaleOf([100, 100], false, 100), { min: 96, max: 100, step: 1 });
  assert.equal(scaleOf([59, 97], false, 100).max, 100);
  assert.equal(scaleOf([59, 97], false, 100).min, 50);
});

test("labels stand as close as they fit, on whole weeks where days are many", () => {
  assert.equal(labelEvery(90, 690, 60), 14);
  assert.equal(labelEvery(7, 690, 60), 1);
  assert.equal(labelEvery(90, 300, 60), 28);
});

test("a share's scale ends at 100, and every line of it is a whole number of steps", () => {
  for (const lowest of [78.4, 81, 92.3, 99.2, 100, 60, 33.3]) {
    const { min, max, step } = scaleOf([lowest, 100], false, 100);
    assert.equal(max, 100);
    assert.ok(min <= lowest, String(lowest));
    assert.ok(Math.abs(min / step - Math.round(min / step)) < 1e-6, `${lowest}: ${min} in steps of ${step}`);
    assert.ok((max - min) / step <= 5.001, String(lowest));
  }
  assert.deepEqual(scaleOf([78.4, 100], false, 100), { min: 75, max: 100, step: 5 });
});
