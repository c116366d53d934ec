import assert from "node:assert/strict";
import { test } from "node:test";
import { figures, standing } from "./columns.ts";

test("how the columns stand is a word, and what it means", () => {
  const words = ["unused", "silent", "other", "filling", "following"].map((state) => standing({ state, behind_s: 0 }).word);
  assert.deepEqual(words, ["Not needed yet", "Not answering", "Of another version", "Being filled", "Up to date"]);
  assert.equal(standing({ state: "following", behind_s: 90 }).word, "Behind");
});

test("rows are told with how many there will be, a delay with its length", () => {
  const told = figures({ rows: 1200, expected: 5000, behind_s: 90 });
  assert.deepEqual(told.rows, { figure: "1,200", base: "of about 5,000" });
  assert.equal(told.behind.base, "behind what came in");
  assert.equal(figures({ rows: 5000, expected: 5000, behind_s: 2 }).behind.figure, "none");
});
