import assert from "node:assert/strict";
import { test } from "node:test";
import { around, tenths } from "./shapes.ts";

test("what is drawn begins half a day before and ends when it is known what came after", () => {
  const now = new Date("2026-10-25T00:00:00Z");
  assert.deepEqual(around("2026-10-20T18:00:00Z", "2026-10-20T23:00:00Z", now), {
    from: "2026-10-20T06:00:00Z",
    until: "2026-10-21T04:00:00Z",
  });
  assert.equal(around("2026-10-24T20:00:00Z", null, now).until, "2026-10-25T00:00:00Z");
});

test("thousandths are told with one decimal", () => {
  assert.equal(tenths(1567), "1.5");
  assert.equal(tenths(40), "0.0");
});
