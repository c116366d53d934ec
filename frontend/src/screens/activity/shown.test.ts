import assert from "node:assert/strict";
import { test } from "node:test";
import { delayOf, moneyOf, told } from "./shown.ts";

test("an event is its sentence, or its type in words", () => {
  const said = { icon: "payment", tone: "plain", who: "Ada Lovelace", text: "paid", amount: null };
  assert.equal(told({ sentence: said, says: "Money taken", type: "charge.succeeded" }), "Ada Lovelace paid");
  assert.equal(told({ sentence: { ...said, who: null, text: "Payout made" }, says: null, type: "x" }), "Payout made");
  assert.equal(told({ sentence: null, says: "refund of $3.50 sent", type: "refund.created" }), "Refund of $3.50 sent");
  assert.equal(told({ sentence: null, says: null, type: "moon.landed_softly" }), "Moon landed softly");
});

test("what is given back has a minus, a refund that failed has none", () => {
  const amount = { amount: 1999, currency: "usd" };
  assert.equal(moneyOf({ icon: "refund", tone: "plain", amount })?.amount, -1999);
  assert.equal(moneyOf({ icon: "refund", tone: "bad", amount })?.amount, 1999);
  assert.equal(moneyOf({ icon: "payment", tone: "plain", amount })?.amount, 1999);
  assert.equal(moneyOf({ icon: "refund", tone: "plain", amount: null }), null);
});

test("a delay is never negative, whatever the clocks say", () => {
  const created = "2026-11-18T14:02:11Z";
  assert.equal(delayOf({ created, received_at: "2026-11-18T14:02:15.420Z" }), "4 s");
  assert.equal(delayOf({ created, received_at: "2026-11-18T14:02:09Z" }), "< 1 s");
});
