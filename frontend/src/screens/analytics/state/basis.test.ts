import assert from "node:assert/strict";
import { test } from "node:test";
import { based, basisOf } from "./basis.ts";

test("a rate of fees is told of the basis that holds, and no other number changes", () => {
  assert.equal(based("fees_rate", "net_sales"), "fees_net_rate");
  assert.equal(based("fees_non_trx_rate", "net_sales"), "fees_non_trx_net_rate");
  assert.equal(based("fees_net_rate", "net_sales"), "fees_net_rate");
  assert.equal(based("fees_blended_net_rate", "sales"), "fees_blended_rate");
  assert.equal(based("fees_volume", "net_sales"), "fees_volume");
  assert.equal(based("refund_value_rate", "net_sales"), "refund_value_rate");
});

test("the address says which basis, else what the business chose", () => {
  assert.equal(basisOf("net_sales", "sales"), "net_sales");
  assert.equal(basisOf("turnover", "net_sales"), "net_sales");
  assert.equal(basisOf(null, undefined), "sales");
});
