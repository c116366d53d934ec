import assert from "node:assert/strict";
import { test } from "node:test";
import { halves, sourceOf, weight } from "./words.ts";

test("half points are points", () => {
  assert.deepEqual([0, 1, 2, 7, 10].map(halves), ["0", "½", "1", "3½", "5"]);
});

test("a field says where it is known from", () => {
  const of = (source: string, told: string, value = "x") => sourceOf({ source, told, value });
  assert.equal(of("processor", "evidence.customer_name"), "Stripe filled this in");
  assert.equal(of("person", "Ada"), "given by Ada");
  assert.equal(of("person", "dispute.evidence.receipt"), "saved at Stripe");
  assert.equal(of("charge", "billing_details.name", ""), "");
});

test("the weight of a file is said in its unit", () => {
  assert.deepEqual([300, 16_211, 4_500_000].map(weight), ["1 KB", "16 KB", "4.5 MB"]);
});
