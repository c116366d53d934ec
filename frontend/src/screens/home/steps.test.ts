import assert from "node:assert/strict";
import { test } from "node:test";
import { stepsOf } from "./steps.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const of = (date: string, start: string) => ({ date, start, end: start, volume: [], succeeded: 0, tried: 0 });

test("hours are those of the zone", () => {
  const [step] = stepsOf([of("2026-11-21", "2026-11-21T12:00:00Z")], "hour", NOW, "Europe/Berlin");
  assert.deepEqual(step, { key: "2026-11-21T12:00:00Z", short: "13:00", long: "21 Nov, 13:00" });
});

test("days and months of another year say which", () => {
  const day = of("2025-11-21", "2025-11-21T00:00:00Z");
  assert.equal(stepsOf([day], "day", NOW, "UTC")[0]?.long, "Fri 21 Nov 2025");
  assert.deepEqual(stepsOf([day], "month", NOW, "UTC")[0], {
    key: "2025-11",
    short: "Nov 2025",
    long: "Nov 2025",
  });
});
