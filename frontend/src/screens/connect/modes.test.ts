import assert from "node:assert/strict";
import { test } from "node:test";
import { modeOf, otherMode } from "./modes.ts";

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
