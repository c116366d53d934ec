import assert from "node:assert/strict";
import { test } from "node:test";
import { currencies, ordered, rows } from "./days.ts";

const at = (date: string) => ({ date, start: `${date}T00:00:00Z`, end: `${date}T24:00:00Z` });
const DAYS = [
  { ...at("2026-11-18"), volume: [{ amount: 1250, currency: "bhd" }], succeeded: 1, tried: 2 },
  {
    ...at("2026-11-19"),
    volume: [
      { amount: 500, currency: "eur" },
      { amount: 99, currency: "bhd" },
    ],
    succeeded: 2,
    tried: 2,
  },
];

test("the currency of most days comes first", () => {
  assert.deepEqual(currencies(DAYS), ["bhd", "eur"]);
});

test("the usual currency comes before it, where there is any of it", () => {
  assert.deepEqual(currencies(DAYS, "eur"), ["eur", "bhd"]);
  assert.deepEqual(currencies(DAYS, "usd"), ["bhd", "eur"]);
});

test("a day without the currency is zero", () => {
  assert.deepEqual(rows(DAYS, "eur", -Infinity)[0]?.volume, { amount: 0, currency: "eur" });
});

test("an empty day before history's reach is not known, one after it is zero", () => {
  const empty = { ...at("2026-11-17"), volume: [], succeeded: 0, tried: 0 };
  const known = (from: string) => rows([empty, ...DAYS], "eur", Date.parse(from))[0]?.isKnown;
  assert.equal(known("2026-11-18T12:00:00Z"), false);
  assert.equal(known("2026-11-16T12:00:00Z"), true);
});

test("sums stand in the order of the days' currencies", () => {
  const sums = [
    { amount: 1, currency: "jpy" },
    { amount: 1, currency: "eur" },
    { amount: 1, currency: "bhd" },
  ];
  const order = ordered(sums, ["bhd", "eur"]).map((money) => money.currency);
  assert.deepEqual(order, ["bhd", "eur", "jpy"]);
});
