import assert from "node:assert/strict";
import { test } from "node:test";
import { leaves, saysTheSame } from "./leaves.ts";
import { told } from "./states.ts";

test("blocks are told line by line, and what is empty is left out", () => {
  const evidence = { product_description: "Socks", empty: "", enhanced: { pair: [{ ip: "1.2.3.4" }, { ip: null }] } };
  assert.deepEqual(leaves(evidence), [
    { name: "product_description", value: "Socks" },
    { name: "enhanced.pair.0.ip", value: "1.2.3.4" },
  ]);
});

test("a sending says what becomes of it, in the words of its kind", () => {
  assert.equal(told({ kind: "answer", state: "ready" }).title, "Saved at Stripe, not sent");
  assert.equal(told({ kind: "accept", state: "sending" }).title, "Being accepted");
  assert.equal(told({ kind: "accept", state: "sent" }).title, "Accepted");
  assert.equal(told({ kind: "refund", state: "refused" }).title, "Not sent");
});

test("two answers are compared by what they say, not by its order", () => {
  assert.equal(saysTheSame({ a: "1", b: "2" }, { b: "2", a: "1", c: "" }), true);
  assert.equal(saysTheSame({ a: "1" }, { a: "2" }), false);
});
