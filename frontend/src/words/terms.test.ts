import assert from "node:assert/strict";
import { test } from "node:test";
import { called } from "./terms.ts";

const GUESTS = { customers: { one: "Guest", many: "Guests" } };

test("a word is called as its person calls it", () => {
  assert.equal(called("Customers", GUESTS), "Guests");
  assert.equal(called("Customer", GUESTS), "Guest");
});

test("what nobody renamed stays, and so does what is no such word", () => {
  assert.equal(called("Payments", GUESTS), "Payments");
  assert.equal(called("Customers", {}), "Customers");
  assert.equal(called("Customers", null), "Customers");
  assert.equal(called("Customers of May", GUESTS), "Customers of May");
  assert.equal(called("constructor", GUESTS), "constructor");
});
