import assert from "node:assert/strict";
import { test } from "node:test";
import { between, inParts, keyOf } from "./picking.ts";

test("all between two rows are picked, in whichever order they were pressed", () => {
  const all = ["a", "b", "c", "d"];
  assert.deepEqual(between(all, "b", "d"), ["b", "c", "d"]);
  assert.deepEqual(between(all, "d", "b"), ["b", "c", "d"]);
  assert.deepEqual(between(all, "gone", "c"), ["c"]);
});

test("many go in parts, each once and in order", () => {
  assert.deepEqual(inParts([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(inParts([], 2), []);
});

test("the same id in two accounts is two rows", () => {
  assert.notEqual(keyOf({ connection_id: "a", id: "du" }), keyOf({ connection_id: "b", id: "du" }));
});
