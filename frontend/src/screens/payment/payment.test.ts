import assert from "node:assert/strict";
import { test } from "node:test";
import type { PaymentStory } from "../../api/types.ts";
import { fees, keptFee, missing, rate } from "./entries.ts";
import { points, untried } from "./tries.ts";

type Try = PaymentStory["tries"][number];
type Entry = PaymentStory["entries"][number];
type Refund = PaymentStory["refunds"][number];

const usd = (amount: number) => ({ amount, currency: "usd" });
const FAILED = {
  id: "ch_1",
  at: "2026-11-18T14:02:11Z",
  says: "1st try failed: the bank wanted an extra card check",
  tone: "bad",
  means: "Nothing was wrong with the card.",
  advice: "Asking for the check and trying again is the right answer.",
  code: "authentication_required",
  method: "Visa ending 8210, credit",
  card_country: "US",
  checks_words: null,
  risk_words: null,
  three_d_secure_words: null,
} as Try;
const CHARGE = {
  kind: "charge",
  gross: usd(18_450),
  fee: usd(565),
  net: usd(17_885),
  fee_details: [{ type: "stripe_fee", words: "Stripe fee", amount: usd(565), description: null }],
  exchange_rate: null,
} as unknown as Entry;
const REFUND = { kind: "refund", gross: usd(-4_200), fee: usd(0), net: usd(-4_200), fee_details: [] } as unknown as Entry;

test("a try that failed says with what, why and what to do", () => {
  const [failed] = points([FAILED]);
  assert.equal(failed?.tone, "bad");
  assert.deepEqual(failed?.lines, [
    "Visa ending 8210, credit, issued in United States. Code authentication_required.",
    "Nothing was wrong with the card. Asking for the check and trying again is the right answer.",
  ]);
});

test("the next try does not repeat the card", () => {
  const done = {
    ...FAILED,
    id: "ch_2",
    tone: "good",
    says: "2nd try succeeded",
    means: null,
    advice: null,
    code: null,
    checks_words: "Street matches.",
    risk_words: "Risk 11 of 100, normal",
    three_d_secure_words: "extra card check passed",
  } as Try;
  assert.deepEqual(points([FAILED, done])[1]?.lines, [
    "Same card. Extra card check passed.",
    "Street matches. Risk 11 of 100, normal.",
  ]);
});

test("a try of which little is known has no empty lines", () => {
  const bare = { ...FAILED, means: null, advice: null, code: null, method: null } as Try;
  assert.deepEqual(points([bare])[0]?.lines, []);
});

test("a payment without a try says why there is none", () => {
  assert.match(untried("requires_action"), /still has to confirm/);
  assert.equal(untried("brand_new"), "No try to pay is known.");
});

test("what has no balance entry yet is named", () => {
  const refund = { status: "succeeded" } as Refund;
  const payment = { amount_captured: usd(18_450) };
  assert.equal(missing({ payment, entries: [CHARGE, REFUND], refunds: [refund] }), null);
  assert.match(missing({ payment, entries: [CHARGE], refunds: [refund, refund] }) ?? "", /^Not in it yet: 2 refunds\./);
  assert.match(missing({ payment, entries: [], refunds: [] }) ?? "", /the payment itself/);
  const failed = { status: "failed" } as Refund;
  assert.equal(missing({ payment, entries: [CHARGE], refunds: [failed] }), null);
  assert.equal(missing({ payment: { amount_captured: usd(0) }, entries: [], refunds: [] }), null);
});

test("fees say what they are made of, like with like", () => {
  assert.equal(fees([CHARGE, CHARGE]), "Fees: Stripe fee $11.30.");
  assert.equal(fees([REFUND]), null);
  assert.equal(keptFee([CHARGE, REFUND]), true);
  assert.equal(keptFee([CHARGE]), false);
});

test("an exchange rate stands there only where one was used", () => {
  assert.equal(rate([CHARGE], "usd"), null);
  const changed = { ...CHARGE, exchange_rate: "1.0812" };
  assert.equal(rate([changed], "eur"), "Changed at 1 EUR = 1.0812 USD.");
});
