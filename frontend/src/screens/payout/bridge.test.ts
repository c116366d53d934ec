import assert from "node:assert/strict";
import { test } from "node:test";
import { bridgeOf, csv, type Step } from "./bridge.ts";

function steps(...amounts: number[]): Step[] {
  return amounts.map((amount, index) => ({
    kind: index === 0 ? "start" : index === amounts.length - 1 ? "end" : "change",
    key: String(index),
    words: index === 1 ? 'Refunds, "all"' : "Payments",
    count: 2,
    amount: { amount, currency: "usd" },
  }));
}

test("small changes cut the bars that stand on the floor, and are drawn to scale themselves", () => {
  const { bars, isCut } = bridgeOf(steps(2_000, -60, -40, 20, 1_920));
  assert.equal(isCut, true);
  const [first, refunds, fees, back, last] = bars;
  assert.equal(first?.high, 1);
  assert.equal(first?.low, 0);
  const height = (bar: typeof first) => (bar?.high ?? 0) - (bar?.low ?? 0);
  assert.ok(Math.abs(height(refunds) / height(fees) - 1.5) < 1e-9);
  assert.equal(back?.ink, "back");
  assert.ok(Math.abs((back?.level ?? 0) - (last?.high ?? 1)) < 1e-9);
  assert.ok((fees?.low ?? 0) > 0.2);
});

test("large changes need no cut", () => {
  const { bars, isCut } = bridgeOf(steps(1_000, -700, 300));
  assert.equal(isCut, false);
  assert.deepEqual([bars[1]?.low, bars[1]?.high], [0.3, 1]);
});

test("a payout that takes money from the bank goes below zero", () => {
  const { bars, isCut, zero } = bridgeOf(steps(100, -300, -200));
  assert.equal(isCut, false);
  assert.ok(Math.abs(zero - 2 / 3) < 1e-9);
  assert.deepEqual([bars[2]?.low, bars[2]?.level], [0, 0]);
});

test("nothing changed, nothing at all", () => {
  assert.deepEqual(bridgeOf(steps(500, 500)).isCut, false);
  assert.deepEqual(bridgeOf([]).bars, []);
  assert.equal(bridgeOf(steps(0, 0)).bars[0]?.high, 0);
});

test("the file is exact", () => {
  assert.equal(
    csv(steps(2_000, -61, 1_939)),
    'step,entries,amount,currency\r\nPayments,2,20.00,usd\r\n"Refunds, ""all""",2,-0.61,usd\r\nPayments,2,19.39,usd\r\n',
  );
});
