import assert from "node:assert/strict";
import { test } from "node:test";
import { called, unnamed } from "./called.ts";

test("a connection is called as the account is", () => {
  assert.equal(called({ account: { id: "acct_1", name: " Harbor & Pine " }, mode: "test" }), "Harbor & Pine");
});

test("an id is no name, and nothing known is Stripe and the mode", () => {
  assert.equal(called({ account: { id: "acct_1", name: "acct_1" }, mode: "live" }), "Stripe");
  assert.equal(called({ account: { id: "acct_1", name: null }, mode: "test" }), "Stripe test mode");
  assert.equal(called({ account: null, mode: "test" }), "Stripe test mode");
  assert.equal(unnamed(null), "Stripe");
});
