import assert from "node:assert/strict";
import { test } from "node:test";
import { changed, closed, moved, put, resized, rowsOf, settled } from "./grid.ts";

const place = (x: number, y: number, width = 6, height = 2) => ({ x, y, width, height });

test("what is in the way goes down, and nothing overlaps", () => {
  const before = { a: place(0, 0), b: place(6, 0), c: place(0, 2, 12) };
  const after = settled(before, "b", place(0, 0));
  assert.deepEqual(after, { b: place(0, 0), a: place(0, 2), c: place(0, 4, 12) });
  assert.deepEqual(changed(before, after), { a: place(0, 2), b: place(0, 0), c: place(0, 4, 12) });
});

test("what has room above goes up", () => {
  assert.deepEqual(closed({ a: place(0, 5), b: place(6, 9) }), { a: place(0, 0), b: place(6, 0) });
  const after = settled({ a: place(0, 0), b: place(0, 2) }, "b", place(6, 7));
  assert.deepEqual(after, { a: place(0, 0), b: place(6, 0) });
});

test("nothing leaves the grid, or is too small to be seen", () => {
  assert.deepEqual(moved(place(0, 0), -3, -3), place(0, 0));
  assert.deepEqual(moved(place(6, 0), 5, 1), place(6, 1));
  assert.deepEqual(resized(place(6, 0), 9, 0), place(6, 0));
  assert.deepEqual(resized(place(6, 0), -9, -9), place(6, 0, 2, 2));
  assert.equal(rowsOf({ a: place(0, 0), b: place(0, 2, 6, 5) }), 7);
});

test("one of a list is put elsewhere, and never outside of it", () => {
  assert.deepEqual(put(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
  assert.deepEqual(put(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
  assert.deepEqual(put(["a", "b", "c"], 2, 5), ["a", "b", "c"]);
  assert.deepEqual(put(["a", "b", "c"], 0, -1), ["a", "b", "c"]);
});
