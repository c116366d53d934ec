import assert from "node:assert/strict";
import { test } from "node:test";

process.env.TZ = "UTC";
const { ago, day, left, span, utc } = await import("./time.ts");
const now = new Date("2026-11-19T14:05:30Z");

test("near times are counted, far ones are dated", () => {
  assert.equal(ago("2026-11-19T14:05:18Z", now), "12 s ago");
  assert.equal(ago("2026-11-19T14:05:31Z", now), "just now");
  assert.equal(ago("2026-11-19T13:44:30Z", now), "21 min ago");
  assert.equal(ago("2026-11-19T09:03:00Z", now), "09:03");
  assert.equal(ago("2026-11-18T14:05:00Z", now), "18 Nov, 14:05");
  assert.equal(ago("2025-11-18T14:05:00Z", now), "18 Nov 2025, 14:05");
});

test("whoever hovers sees UTC", () => {
  assert.equal(utc("2026-11-19T14:05:18Z"), "2026-11-19 14:05:18 UTC");
});

test("a calendar day has no zone", () => {
  assert.equal(day("2026-11-06"), "Fri 6 Nov");
});

test("a half-open period names its last day", () => {
  assert.equal(span({ start: "2026-11-01T00:00:00Z", end: "2026-11-19T14:05:30Z" }), "1–19 Nov");
  assert.equal(span({ start: "2026-11-01T00:00:00Z", end: "2026-11-02T00:00:00Z" }), "1 Nov");
  assert.equal(span({ start: "2026-10-30T00:00:00Z", end: "2026-11-02T00:00:00Z" }), "30 Oct – 1 Nov");
});

test("what is left is said in two units", () => {
  assert.equal(left(35_000), "35 s");
  assert.equal(left((2 * 24 + 9) * 3_600_000), "2 d 9 h");
  assert.equal(left(11 * 86_400_000 + 3_600_000), "11 d");
});
