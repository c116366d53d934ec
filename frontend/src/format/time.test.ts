import assert from "node:assert/strict";
import { test } from "node:test";

process.env.TZ = "UTC";
const { ago, day, deadline, left, moment, remaining, span, utc } = await import("./time.ts");
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

test("what is left of work is said roughly, its end in words", () => {
  assert.deepEqual([0, 1, 2, 9, 11, 89, 90, 600, 7200].map(remaining), [
    "almost done",
    "almost done",
    "a few seconds left",
    "a few seconds left",
    "about 10 s left",
    "about 90 s left",
    "about 2 min left",
    "about 10 min left",
    "about 2 h left",
  ]);
});

test("a zone of the profile stands above the browser's", () => {
  assert.equal(ago("2026-11-19T09:03:00Z", now, "Asia/Tokyo"), "18:03");
  assert.equal(ago("2026-11-18T20:00:00Z", now, "Asia/Tokyo"), "05:00");
  assert.equal(ago("2026-11-18T20:00:00Z", now, "America/New_York"), "18 Nov, 15:00");
  assert.equal(ago("2026-11-18T20:00:00Z", now, "Not/AZone"), "18 Nov, 20:00");
  assert.equal(moment("2026-11-19T09:03:07Z", now, { zone: "Asia/Tokyo", seconds: true }), "18:03:07");
  assert.equal(
    span({ start: "2026-10-31T15:00:00Z", end: "2026-11-19T15:00:00Z" }, "Asia/Tokyo"),
    "1–19 Nov",
  );
  assert.equal(deadline("2026-11-23T22:59:00Z", "Europe/Berlin"), "Mon 23 Nov, 23:59 CET");
});

test("years are said where they differ", () => {
  const december = { start: "2025-12-01T00:00:00Z", end: "2026-01-02T00:00:00Z" };
  assert.equal(span(december), "1 Dec 2025 – 1 Jan 2026");
  const before = { start: "2025-11-01T00:00:00Z", end: "2025-12-01T00:00:00Z" };
  assert.equal(span(before, "UTC", now), "1–30 Nov 2025");
});
