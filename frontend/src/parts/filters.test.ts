import assert from "node:assert/strict";
import { test } from "node:test";
import type { Filter } from "../state/filters.ts";
import { said } from "./filters.ts";

const of = (address: string) => (name: string) => new URLSearchParams(address).getAll(name);

const status: Filter = {
  kind: "choice",
  name: "status",
  title: "State",
  options: [
    { value: "failed", title: "Failed" },
    { value: "canceled", title: "Canceled" },
  ],
};
const amount: Filter = { kind: "amount", name: "amount", title: "Amount", currencies: ["usd", "jpy"] };
const disputed: Filter = { kind: "flag", name: "disputed", title: "Disputed", yes: "yes", no: "no" };

test("a chip says what it filters by", () => {
  assert.equal(said(status, of("")), null);
  assert.equal(said(status, of("status=failed")), "Failed");
  assert.equal(said(status, of("status=failed&status=canceled")), "Failed and Canceled");
  assert.equal(said(status, of("status=failed&status=canceled&status=brand_new")), "Failed and 2 more");
  assert.equal(said(status, of("status=brand_new")), "Brand new");
  assert.equal(said(disputed, of("disputed=true")), "yes");
});

test("a currency that is not offered is its code, too", () => {
  const currency: Filter = { kind: "choice", name: "currency", title: "Currency", options: [{ value: "usd", title: "USD" }] };
  assert.equal(said(currency, of("currency=cad&currency=usd")), "CAD and USD");
});

test("an amount says its currency, in the currency's digits", () => {
  assert.equal(said(amount, of("amount_min=10000")), "$100.00 or more");
  assert.equal(said(amount, of("amount_max=5000&currency=jpy")), "¥5,000 or less");
  assert.equal(said(amount, of("amount_min=100&amount_max=200")), "$1.00 to $2.00");
  assert.equal(said(amount, of("amount_min=100&amount_max=100")), "exactly $1.00");
  assert.equal(said(amount, of("currency=jpy")), null);
});
