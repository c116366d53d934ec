import assert from "node:assert/strict";
import { test } from "node:test";
import { periodOf } from "../state/periods.ts";
import { daysSaid, during } from "./days.ts";

const TODAY = "2026-11-21";

test("days are said as short as they are clear", () => {
  const cases: [string | null, string | null, string][] = [
    ["2026-11-01", null, "1 – 21 Nov"],
    ["2026-08-22", "2026-11-19", "22 Aug – 19 Nov"],
    ["2026-11-21", null, "21 Nov"],
    ["2025-12-30", "2026-01-02", "30 Dec 2025 – 2 Jan"],
    ["2025-03-01", "2025-04-30", "1 Mar – 30 Apr 2025"],
    ["2027-01-01", null, "since 1 Jan 2027"],
    [null, "2026-10-31", "until 31 Oct"],
    [null, null, ""],
  ];
  for (const [from, until, expected] of cases) {
    assert.equal(daysSaid({ from, until }, TODAY), expected);
  }
});

test("nothing there says of which time", () => {
  const none = { period: null, from: null, until: null };
  const said = (asked: Partial<typeof none & Record<string, string>>) =>
    during(periodOf({ ...none, ...asked }, "all", new Date(`${TODAY}T12:00:00Z`), "UTC"), TODAY);
  assert.equal(said({ period: "last-month" }), "last month");
  assert.equal(said({ period: "7d" }), "in the last 7 days");
  assert.equal(said({ from: "2024-01-01", until: "2024-01-31" }), "in this period, 1 – 31 Jan 2024");
});
