import assert from "node:assert/strict";
import { test } from "node:test";
import { dayIn, daysOf, isDay, monthOf, plusDays, startOf } from "./zone.ts";

test("a moment belongs to the day the zone's clock shows", () => {
  const at = new Date("2026-11-20T23:30:00Z");
  assert.equal(dayIn(at, "UTC"), "2026-11-20");
  assert.equal(dayIn(at, "Europe/Berlin"), "2026-11-21");
  assert.equal(dayIn(at, "America/Los_Angeles"), "2026-11-20");
  assert.equal(dayIn(at, "Pacific/Kiritimati"), "2026-11-21");
});

test("a day begins at the zone's midnight, on both sides of a change of clocks", () => {
  assert.equal(startOf("2026-11-21", "UTC").toISOString(), "2026-11-21T00:00:00.000Z");
  assert.equal(startOf("2026-03-29", "Europe/Berlin").toISOString(), "2026-03-28T23:00:00.000Z");
  assert.equal(startOf("2026-03-30", "Europe/Berlin").toISOString(), "2026-03-29T22:00:00.000Z");
  assert.equal(startOf("2026-11-02", "America/New_York").toISOString(), "2026-11-02T05:00:00.000Z");
  assert.equal(startOf("2026-11-01", "America/New_York").toISOString(), "2026-11-01T04:00:00.000Z");
  assert.equal(startOf("2026-06-01", "Asia/Kolkata").toISOString(), "2026-05-31T18:30:00.000Z");
});

test("where midnight is skipped, a day begins at its first moment", () => {
  const start = startOf("2018-11-04", "America/Sao_Paulo");
  assert.equal(start.toISOString(), "2018-11-04T03:00:00.000Z");
  assert.equal(dayIn(new Date(start.getTime() - 1), "America/Sao_Paulo"), "2018-11-03");
});

test("where midnight comes twice, a day begins at the first", () => {
  const start = startOf("2026-11-01", "America/Havana");
  assert.equal(start.toISOString(), "2026-11-01T04:00:00.000Z");
});

test("days and months are counted on the calendar", () => {
  assert.equal(plusDays("2026-02-28", 1), "2026-03-01");
  assert.equal(plusDays("2026-01-01", -1), "2025-12-31");
  assert.equal(monthOf("2026-01-31"), "2026-01-01");
  assert.equal(monthOf("2026-01-31", -1), "2025-12-01");
  assert.equal(monthOf("2026-12-09", 1), "2027-01-01");
});

test("what is no day is refused", () => {
  assert.ok(isDay("2024-02-29"));
  for (const text of ["2026-02-29", "2026-13-01", "2026-1-1", "today", ""]) {
    assert.ok(!isDay(text), text);
  }
});

test("a time has as many days as the zone's calendar, on a day of 25 hours too", () => {
  const days = (from: string, until: string, zone: string) =>
    daysOf({ start: startOf(from, zone).toISOString(), end: startOf(until, zone).toISOString() }, zone);
  assert.equal(days("2026-11-01", "2026-11-02", "America/St_Johns"), 1);
  assert.equal(days("2026-11-01", "2026-12-01", "America/New_York"), 30);
  assert.equal(days("2026-03-29", "2026-03-30", "Europe/Berlin"), 1);
  assert.equal(daysOf({ start: "2026-11-01T00:00:00Z", end: "2026-11-03T05:00:00Z" }, "UTC"), 3);
});
