import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting } from "./find.ts";

const one = (id: string, name: string, state = "connected", mode = "live") => ({
  id,
  name,
  state,
  mode,
  account_id: `acct_${id}`,
  account_name: null,
  key: "rk_live_…a1b2",
});
const ALL = [one("1", "Harbor & Pine"), one("2", "Böttcher", "needs_attention"), one("3", "Harbor test", "paused", "test")];
const ids = (wanted: object) =>
  fitting(ALL, { words: "", states: [], mode: undefined, ...wanted }).map((found) => found.id);

test("those that need attention come first", () => assert.deepEqual(ids({}), ["2", "1", "3"]));
test("all words must fit, in name, account or key", () => {
  assert.deepEqual(ids({ words: "harbor PINE" }), ["1"]);
  assert.deepEqual(ids({ words: "acct_3" }), ["3"]);
  assert.deepEqual(ids({ words: "a1b2 bött" }), ["2"]);
  assert.deepEqual(ids({ words: "harbor 3" }), []);
});
test("state and mode narrow", () => {
  assert.deepEqual(ids({ states: ["paused", "needs_attention"] }), ["2", "3"]);
  assert.deepEqual(ids({ mode: "test" }), ["3"]);
});
