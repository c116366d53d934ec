import assert from "node:assert/strict";
import { test } from "node:test";
import { rangeWords } from "./ranges.ts";

test("a range is named by its borders; beyond the last there is none", () => {
  const borders = [10, 25, 1000];
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((place) => rangeWords(borders, place)),
    ["Below 10", "10–25", "25–1,000", "1,000 and more", null],
  );
});
