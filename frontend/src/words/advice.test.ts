import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { advised } from "./advice.ts";

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
type Said = { advice: Record<string, string>; codes: Record<string, { advice: string; hard: boolean | null }> };

test("what to do about a decline is what the API says", () => {
  const said = read("../../../src/tillwatch/processors/stripe/sentences/declines.json") as Said;
  const codes = Object.entries(said.codes).map(([code, { advice, hard }]) => [code, { advice, hard }]);
  assert.deepEqual(read("./advice.json"), { advice: said.advice, codes: Object.fromEntries(codes) });
});

test("a code that nobody explained is neither hard nor soft", () => {
  assert.equal(advised("insufficient_funds").hard, false);
  assert.equal(advised("stolen_card").hard, true);
  assert.equal(advised("brand_new").hard, null);
  assert.equal(advised("constructor").hard, null);
});
