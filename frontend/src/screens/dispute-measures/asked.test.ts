import assert from "node:assert/strict";
import { test } from "node:test";
import { lasted, likely, moved, sliceName } from "./asked.ts";

test("a range is told where there is a base, and not without one", () => {
  assert.equal(likely({ low: "0.277565", high: "0.566329" }), "between 28\u2009% and 57\u2009%");
  assert.equal(likely({ low: null, high: null }), null);
});

test("durations, changes and slices are said in words", () => {
  assert.equal(lasted(352_600), "4 d 2 h");
  assert.equal(lasted(3_700), "1 hour");
  assert.equal(moved("-0.089"), "\u22128.9 points");
  assert.equal(sliceName("brand", ""), "Not known");
  assert.equal(sliceName("account", "con_1", "Harbor"), "Harbor");
  assert.equal(sliceName("kind", "digital"), "Something digital");
  assert.equal(sliceName("product", "Jug_2"), "Jug_2");
});
