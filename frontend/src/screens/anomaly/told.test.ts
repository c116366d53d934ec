import assert from "node:assert/strict";
import { test } from "node:test";
import { rarity, ruleOf, seriesOf, sliceRead } from "./told.ts";

test("a chance is told in two digits", () => {
  assert.equal(rarity(3), "as usual");
  assert.equal(rarity(3_412), "1 in 3,400");
  assert.equal(rarity(4_000_000), "rarer than 1 in a million");
});

test("the rule of an anomaly watches the same slices", () => {
  const slices: [string, string][] = [["issuer", "Summit National"]];
  assert.deepEqual(ruleOf({ kind: "declines", slices }), { metric: "decline_rate", f: ["issuer:Summit National"] });
  assert.equal(ruleOf({ kind: "silence", slices: [] })["metric"], "sales_count");
});

test("the explorer begins two days before it and ends a day after it", () => {
  const one = { connection_id: "con_1", kind: "declines", since: "2026-10-20T18:00:00Z", until: "2026-10-20T23:00:00Z" } as const;
  const asked = seriesOf({ ...one, slices: [["issuer", "A: B"]] });
  assert.deepEqual([asked["from"], asked["until"], asked["slice"]], ["2026-10-18", "2026-10-21", "issuer:A: B"]);
  assert.deepEqual(sliceRead("issuer:A: B"), { dimension: "issuer", value: "A: B" });
  assert.equal(seriesOf({ ...one, until: null, slices: [] })["until"], null);
});
