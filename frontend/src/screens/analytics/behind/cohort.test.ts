import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOfCohort, spansOf, written } from "./cohort.ts";

const ZONE = "Europe/Berlin";
const NOW = new Date("2026-11-10T12:00:00Z");

test("a cell that grows has all since it began, another only its month", () => {
  const cell = cellOfCohort("2026-07", "2026-10")!;
  const began = { from: "2026-06-30T22:00:00Z", until: "2026-07-31T22:00:00Z" };
  assert.deepEqual(spansOf(cell, true, NOW, ZONE), { began, period: { from: "2026-06-30T22:00:00Z", until: "2026-10-31T23:00:00Z" } });
  assert.deepEqual(spansOf(cell, false, NOW, ZONE), { began, period: { from: "2026-09-30T22:00:00Z", until: "2026-10-31T23:00:00Z" } });
});

test("what begins this month has begun until now", () => {
  const { began, period } = spansOf(cellOfCohort("2026-11", "2026-11")!, true, NOW, ZONE);
  assert.deepEqual([began?.until, period.until], ["2026-11-10T12:00:00Z", "2026-11-30T23:00:00Z"]);
  assert.equal(spansOf(cellOfCohort(null, "2026-11")!, false, NOW, ZONE).period.until, "2026-11-10T12:00:00Z");
});

test("an address without a month is of no cell", () => {
  assert.equal(cellOfCohort("2026-07", null), null);
  assert.equal(cellOfCohort("2026-07", "soon"), null);
  assert.deepEqual(written("2026-06-30T22:00:00Z", "2026-09-30T22:00:00Z", ZONE), { began: "2026-07", at: "2026-10" });
});
