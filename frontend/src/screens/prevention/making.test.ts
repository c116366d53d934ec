import assert from "node:assert/strict";
import { test } from "node:test";
import { type Definition, definitionOf, formOf, percentOf, ppmOf } from "./making.ts";

const RULE: Definition = {
  when: { on: ["warning"], currency: "usd", amount_to: 5000, brands: ["visa"], words: ["gift"] },
  then: [{ do: "refund" }, { do: "notify" }],
  budget: [{ currency: "usd", amount: 20_000 }],
  zone: "Europe/Berlin",
};

test("a rule comes back as it was, with what the form does not show", () => {
  assert.deepEqual(definitionOf(formOf(RULE, "eur"), RULE), { made: RULE });
});

test("a refund without a budget, and a rule about nothing, are said at their fields", () => {
  const found = definitionOf({ ...formOf(null, "usd"), on: [], deeds: ["refund"] }, null);
  assert.deepEqual("wrong" in found ? Object.keys(found.wrong).sort() : [], ["budget", "on"]);
});

test("a share is typed in percent, and what is none is nothing", () => {
  assert.deepEqual(["40", "12,5", "100 %", "0"].map(ppmOf), [400_000, 125_000, 1_000_000, 0]);
  assert.deepEqual(["101", "-1", "x", ""].map(ppmOf), [null, null, null, null]);
  assert.equal(percentOf(125_000), "12.5");
});
