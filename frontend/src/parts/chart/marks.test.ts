import assert from "node:assert/strict";
import { test } from "node:test";
import { isTime, marked } from "./marks.ts";

const steps = (...keys: string[]) => keys.map((key) => ({ key, short: key, long: key }));
const mark = (since: string, until: string | null = null) => ({
  id: since,
  kind: "note",
  text: "x",
  since,
  until,
  connection_id: null,
  created: since,
});
const DAYS = steps("2026-11-01", "2026-11-02", "2026-11-03");
const at = (axis: typeof DAYS, one: ReturnType<typeof mark>, zone = "UTC") =>
  marked(axis, [one], zone).map(({ from, until }) => [from, until]);

test("a moment stands at the day it falls into, in the zone one looks in", () => {
  assert.deepEqual(at(DAYS, mark("2026-11-02T23:30:00Z")), [[1, 1]]);
  assert.deepEqual(at(DAYS, mark("2026-11-02T23:30:00Z"), "Europe/Berlin"), [[2, 2]]);
});

test("a span reaches to the last day it touches; what is outside is not shown", () => {
  assert.deepEqual(at(DAYS, mark("2026-10-20T00:00:00Z", "2026-11-02T00:00:00Z")), [[0, 0]]);
  assert.deepEqual(at(DAYS, mark("2026-11-02T00:00:00Z", "2026-12-01T00:00:00Z")), [[1, 2]]);
  assert.deepEqual(at(DAYS, mark("2026-10-20T00:00:00Z")), []);
  assert.deepEqual(at(DAYS, mark("2026-11-20T00:00:00Z")), []);
});

test("weeks, months and hours are axes of time, slices are not", () => {
  assert.deepEqual(at(steps("2026-10", "2026-11"), mark("2026-11-30T00:00:00Z")), [[1, 1]]);
  assert.deepEqual(at(steps("2026-10", "2026-11"), mark("2026-12-01T00:00:00Z")), []);
  const hours = steps("2026-11-02T10:00:00Z", "2026-11-02T11:00:00Z");
  assert.deepEqual(at(hours, mark("2026-11-02T11:20:00Z")), [[1, 1]]);
  assert.deepEqual(at(hours, mark("2026-11-02T12:20:00Z")), []);
  assert.equal(isTime(steps("visa", "amex")), false);
});
