import assert from "node:assert/strict";
import { test } from "node:test";
import { price } from "./price.ts";

const usd = (amount: number) => ({ amount, currency: "usd" });
const PRO = { unit_amount: usd(2_900), quantity: 1, interval: "month", interval_count: 1 };

test("a price with its period", () => {
  assert.equal(price([PRO]), "$29.00 a month");
  assert.equal(price([{ ...PRO, quantity: 2 }]), "$29.00 a month × 2");
  assert.equal(price([{ ...PRO, unit_amount: { amount: 2_900, currency: "jpy" }, interval_count: 3 }]), "¥2,900 every 3 months");
});

test("several items add up only where they are of one kind", () => {
  assert.equal(price([PRO, { ...PRO, unit_amount: usd(500), quantity: 3 }]), "$44.00 a month");
  assert.equal(price([PRO, { ...PRO, interval: "year" }]), null);
  assert.equal(price([PRO, { ...PRO, unit_amount: { amount: 2_900, currency: "eur" } }]), null);
});

test("a tiered price is not known", () => {
  assert.equal(price([{ ...PRO, unit_amount: null }]), null);
  assert.equal(price([PRO, { ...PRO, unit_amount: null }]), null);
  assert.equal(price([]), null);
});
