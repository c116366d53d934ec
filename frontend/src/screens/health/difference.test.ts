import assert from "node:assert/strict";
import { test } from "node:test";
import { said } from "./difference.ts";

const one = { kind: "attempt", id: "ch_1", field: "", ours: null, theirs: null };

test("which side has it", () => {
  assert.equal(said({ ...one, theirs: "there" }), ": in Stripe, missing here");
  assert.equal(said({ ...one, ours: "there" }), ": here only, not in Stripe");
  assert.equal(said({ ...one, ours: "cannot be read here", theirs: "there" }), ": damaged here, it cannot be read");
});

test("both sides of a field", () => {
  const amount = { ...one, field: "amount_captured", ours: 5, theirs: 7 };
  assert.equal(said(amount), ": amount captured (in the currency’s smallest unit), here 5, in Stripe 7");
  assert.equal(said({ ...amount, field: "captured", ours: false, theirs: null }), ": captured, here false, in Stripe nothing");
  assert.equal(said({ ...amount, ours: { a: "b" }, theirs: "x".repeat(99) }).length, 106);
});
