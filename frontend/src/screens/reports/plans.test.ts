import assert from "node:assert/strict";
import { test } from "node:test";
import { missing, moved, section } from "./plans.ts";

const PLAN = { title: "A", each: "week", tz: "UTC", connection_id: [] as string[] };

test("what is missing is said in a sentence", () => {
  assert.equal(missing({ ...PLAN, title: " ", sections: [] }), "Give the report a title.");
  assert.equal(missing({ ...PLAN, sections: [] }), "Add a section.");
  const table = { ...section(), title: "Fees", kind: "table", metrics: ["fees_volume"] };
  assert.equal(missing({ ...PLAN, sections: [table] }), "Choose what the table “Fees” is by.");
  assert.equal(missing({ ...PLAN, sections: [{ ...table, dimension: "fee_type" }] }), null);
});

test("a section moves as far as there is room", () => {
  assert.deepEqual(moved(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], 2, 1), ["a", "b", "c"]);
});
