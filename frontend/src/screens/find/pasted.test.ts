import assert from "node:assert/strict";
import { test } from "node:test";
import { isList, termsOf } from "./pasted.ts";

test("a list is taken as it is pasted", () => {
  assert.deepEqual(termsOf('pi_1\nch_2, "ORD-7";\tmaya@example.com  pi_1'), ["pi_1", "ch_2", "ORD-7", "maya@example.com"]);
  assert.deepEqual(termsOf("  "), []);
});

test("several names are told from words and amounts", () => {
  for (const typed of ["pi_1abc re_2", "ORD-1042 ORD-1043", "a@b.co,c@d.co", "74537604221222132710572 re_1"]) assert.ok(isList(typed), typed);
  for (const typed of ["maya patel", "visa 4242", "4242 4242", "1 184.50", "pi_1", "order 66"]) assert.ok(!isList(typed), typed);
});
