import assert from "node:assert/strict";
import { test } from "node:test";
import { axis, decimal, parts, text } from "./money.ts";

test("an amount keeps every digit, in the digits Stripe gives the currency", () => {
  assert.equal(decimal({ amount: 120450, currency: "usd" }), "1204.50");
  assert.equal(decimal({ amount: 5, currency: "eur" }), "0.05");
  assert.equal(decimal({ amount: -1250, currency: "bhd" }), "-1.250");
  assert.equal(decimal({ amount: 1200, currency: "jpy" }), "1200");
  assert.equal(decimal({ amount: 9007199254740991, currency: "usd" }), "90071992547409.91");
});

test("minus stands before the currency, zero is written out", () => {
  assert.equal(text({ amount: -4200, currency: "usd" }), "−$42.00");
  assert.equal(text({ amount: 0, currency: "usd" }), "$0.00");
  assert.equal(text({ amount: 4200, currency: "eur" }, true), "+€42.00");
  assert.equal(text({ amount: 1200, currency: "jpy" }), "¥1,200");
  assert.equal(text({ amount: 1250, currency: "bhd" }), "BHD\u00a01.250");
});

test("a headline can set its cents smaller", () => {
  assert.deepEqual(parts({ amount: 135726996, currency: "usd" }), {
    lead: "$",
    whole: "1,357,269",
    fraction: ".96",
  });
});

test("an axis drops cents", () => {
  assert.equal(axis(6000, "usd"), "$6k");
  assert.equal(axis(1_200_000, "jpy"), "¥1.2M");
  assert.equal(axis(0, "usd"), "0");
});
