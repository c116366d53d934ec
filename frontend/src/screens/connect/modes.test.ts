import assert from "node:assert/strict";
import { test } from "node:test";
import { isAstray, modeOf, otherMode } from "./modes.ts";

test("the mode is the one that is looked at until another is chosen", () => {
  assert.equal(modeOf(null, "test"), "test");
  assert.equal(modeOf(null, "live"), "live");
  assert.equal(modeOf("live", "test"), "live");
  assert.equal(modeOf("test", "live"), "test");
  assert.equal(modeOf("both", "test"), "test");
});

test("a key of the other mode is never taken without a word", () => {
  assert.equal(otherMode("live", "live"), null);
  assert.equal(otherMode("test", "test"), null);
  assert.match(otherMode("test", "live") ?? "", /^This is a test key: it shows invented money\. For your business make a live key/);
  assert.match(otherMode("live", "test") ?? "", /^This is a live key: it shows real money\./);
});

test("events of the other mode are spoken of until one of its own comes, or for a day", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const told = (other_mode_at: string | null, first_event_at: string | null) =>
    isAstray({ other_mode_at, first_event_at }, now);
  assert.equal(told(null, null), false);
  assert.equal(told("2026-11-21T11:00:00Z", null), true);
  assert.equal(told("2026-11-21T11:00:00Z", "2026-11-21T11:30:00Z"), false);
  assert.equal(told("2026-11-21T11:00:00Z", "2026-11-01T11:00:00Z"), true);
  assert.equal(told("2026-11-19T11:00:00Z", null), false);
});
