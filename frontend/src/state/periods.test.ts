import assert from "node:assert/strict";
import { test } from "node:test";
import { daysOf, periodOf } from "./periods.ts";

const NOW = new Date("2026-11-21T23:30:00Z");
const NONE = { period: null, from: null, until: null };

test("a running period has a start in the zone and no end", () => {
  const month = periodOf(NONE, "month", NOW, "Europe/Berlin");
  assert.equal(month.label, "This month");
  assert.deepEqual(month.query, { created_from: "2026-10-31T23:00:00Z" });
  assert.equal(periodOf(NONE, "today", NOW, "Europe/Berlin").days.from, "2026-11-22");
  assert.equal(periodOf(NONE, "today", NOW, "UTC").days.from, "2026-11-21");
});

test("last month ends where this one begins", () => {
  const last = periodOf({ ...NONE, period: "last-month" }, "all", NOW, "UTC");
  assert.deepEqual(last.days, { from: "2026-10-01", until: "2026-10-31" });
  assert.deepEqual(last.query, {
    created_from: "2026-10-01T00:00:00Z",
    created_until: "2026-11-01T00:00:00Z",
  });
});

test("all of time asks for nothing", () => {
  assert.deepEqual(periodOf(NONE, "all", NOW, "UTC").query, {});
});

test("days count today", () => {
  assert.equal(daysOf("7d", "2026-11-21").from, "2026-11-15");
  assert.equal(daysOf("90d", "2026-11-19").from, "2026-08-22");
  assert.equal(daysOf("year", "2026-11-19").from, "2026-01-01");
});

test("own days include both ends, whichever came first, and either may be open", () => {
  const own = periodOf({ ...NONE, from: "2026-11-21", until: "2026-11-01" }, "all", NOW, "UTC");
  assert.equal(own.name, "own");
  assert.deepEqual(own.query, {
    created_from: "2026-11-01T00:00:00Z",
    created_until: "2026-11-22T00:00:00Z",
  });
  const open = periodOf({ ...NONE, from: "2026-11-21" }, "all", NOW, "UTC");
  assert.deepEqual(open.query, { created_from: "2026-11-21T00:00:00Z" });
});

test("what is no period and no day is as if it was not said", () => {
  const said = { period: "constructor", from: "2026-02-31", until: "soon" };
  assert.equal(periodOf(said, "30d", NOW, "UTC").name, "30d");
});
