import assert from "node:assert/strict";
import { test } from "node:test";
import { comparisonOf, overviewQuery } from "./compared.ts";
import { periodOf } from "./periods.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const NONE = { period: null, from: null, until: null };
const of = (name: string) => periodOf({ ...NONE, period: name }, "month", NOW, "UTC");

test("months are held against the month before, days against as many days", () => {
  assert.equal(comparisonOf(of("month"), null), "month");
  assert.equal(comparisonOf(of("last-month"), null), "month");
  assert.equal(comparisonOf(of("7d"), null), "previous");
  assert.equal(comparisonOf(of("7d"), "month"), "month");
  assert.equal(comparisonOf(of("7d"), "last year"), "previous");
});

test("all of time is asked for from its beginning, and held against nothing", () => {
  assert.deepEqual(overviewQuery(of("all"), "previous"), {
    period_from: "1970-01-01T00:00:00Z",
    period_until: undefined,
    compare: "none",
  });
});

test("a running period has no end, one that is over has", () => {
  assert.equal(overviewQuery(of("month"), null)["period_until"], undefined);
  assert.deepEqual(overviewQuery(of("last-month"), "none"), {
    period_from: "2026-10-01T00:00:00Z",
    period_until: "2026-11-01T00:00:00Z",
    compare: "none",
  });
});
