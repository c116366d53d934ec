import assert from "node:assert/strict";
import { test } from "node:test";
import { type Definition, definitionOf, formOf } from "./making.ts";

const RULE: Definition = {
  when: { on: ["warning"], currency: "usd", amount_to: 5000, brands: ["visa"], words: ["gift"] },
  then: [{ do: "refund" }, { do: "notify" }],
  budget: [{ currency: "usd", amount: 20_000 }],
};

test("a rule comes back as it was, with what the form does not show", () => {
  assert.deepEqual(definitionOf(formOf(RULE, "eur"), RULE), { made: RULE });
});

test("a refund without a budget, and a rule about nothing, are said at their fields", () => {
  const found = definitionOf({ ...formOf(null, "usd"), on: [], deeds: ["refund"] }, null);
  assert.deepEqual("wrong" in found ? Object.keys(found.wrong).sort() : [], ["budget", "on"]);
});
