import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, summed, type Finding } from "./checked.ts";

function found(state: Finding["state"], about: string): Finding {
  return { area: "Store", about, state, says: "…", to_do: null, connection_id: null };
}

const ALL = [found("ok", "a"), found("warning", "b"), found("wrong", "c"), found("ok", "d")];

test("the worst comes first, and equals stay as they were", () => {
  assert.deepEqual(inOrder(ALL).map((one) => one.about), ["c", "b", "a", "d"]);
});

test("a sentence sums it up", () => {
  assert.equal(summed(ALL), "4 things looked at: 1 wrong, 1 to look at.");
  assert.equal(summed(ALL.slice(0, 1)), "1 thing looked at: nothing is wrong.");
});
