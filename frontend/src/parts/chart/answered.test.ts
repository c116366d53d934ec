import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnswerRow } from "../../api/types.ts";
import { axes, metricLines, sliceLines, startsOf, stepsFrom, trimmed } from "./answered.ts";

const RATE = { slug: "rate", name: "Rate", unit: "rate", good: "up" };
const COUNT = { slug: "n", name: "Number", unit: "count", good: "none" };
const DAYS = ["2026-11-01T23:00:00Z", "2026-11-02T23:00:00Z"];
const row = (start: string | undefined, scheme: string | null, n: number): AnswerRow => ({
  dimensions: { scheme },
  start: start ?? null,
  end: null,
  values: {
    n: { count: n, amounts: null, ratios: null },
    rate: { count: null, amounts: null, ratios: [{ currency: null, numerator: n, denominator: n * 2 }] },
  },
  before: null,
});

test("steps are days of the zone, not of UTC", () => {
  const steps = stepsFrom(DAYS, "day", new Date("2026-11-20T00:00:00Z"), "Europe/Berlin");
  assert.deepEqual(steps.map((one) => one.key), ["2026-11-02", "2026-11-03"]);
  assert.equal(steps[0]?.long, "Mon 2 Nov");
});

test("a metric in another unit stands on the right, and shares need not start at 0", () => {
  const lines = metricLines([row(DAYS[0], null, 3)], [RATE, COUNT], null);
  assert.deepEqual(lines.map((one) => [one.key, one.right ?? false]), [["rate", false], ["n", true]]);
  assert.equal(lines[0]?.said[0], "50.0\u2009% · 3 of 6");
  const { axis, rightAxis, zero } = axes([RATE, COUNT], null);
  assert.deepEqual([axis(50), rightAxis?.(1200), zero], ["50\u2009%", "1.2k", false]);
});

test("a slice without rows has none of a count, and no data of a share", () => {
  const rows = [row(DAYS[0], "visa", 4), row(DAYS[1], "visa", 5), row(DAYS[1], "amex", 1)];
  const name = (value: string | null) => value ?? "";
  const [, amex] = sliceLines({ rows }, "scheme", COUNT, null, name);
  assert.deepEqual(amex?.heights, [0, 1]);
  const [, share] = sliceLines({ rows }, "scheme", RATE, null, name);
  assert.deepEqual(share?.heights, [null, 50]);
  assert.deepEqual(startsOf(rows), DAYS);
});

test("all of time begins with the first payment", () => {
  assert.equal(trimmed([row(DAYS[0], null, 0), row(DAYS[1], null, 2)]).length, 1);
  assert.equal(trimmed([row(DAYS[0], null, 0)]).length, 0);
});
