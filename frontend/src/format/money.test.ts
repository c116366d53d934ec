import assert from "node:assert/strict";
import { test } from "node:test";
import { added, axis, decimal, exact, less, minor, parts, size, text, times } from "./money.ts";

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

test("what Stripe counts in its own way is shown in its own way", () => {
  for (const currency of "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" ")) {
    assert.equal(decimal({ amount: 1234, currency }), "1234", currency);
    assert.match(text({ amount: 1234, currency }), /1,234$/, currency);
  }
  for (const currency of "bhd jod kwd omr tnd".split(" ")) {
    assert.equal(decimal({ amount: 1234, currency }), "1.234", currency);
    assert.match(text({ amount: 1234, currency }), /1\.234$/, currency);
  }
  for (const currency of "isk ugx huf twd usd clf".split(" ")) {
    assert.match(text({ amount: 123400, currency }), /1,234\.00$/, currency);
  }
  assert.equal(text({ amount: 123, currency: "zzz" }), "ZZZ\u00a01.23");
  assert.equal(text({ amount: Number.MAX_SAFE_INTEGER, currency: "usd" }), "$90,071,992,547,409.91");
});

test("an amount is read back from what somebody typed", () => {
  assert.equal(minor("184.50", "usd"), 18450);
  assert.equal(minor("1,184.5", "usd"), 118450);
  assert.equal(minor("1200", "jpy"), 1200);
  assert.equal(minor("1.25", "bhd"), 1250);
  assert.equal(minor("\u22125", "usd"), -500);
  assert.equal(minor("0", "usd"), 0);
  for (const typed of ["", "abc", "1.234", "1e5", "$5", "99999999999999999"]) {
    assert.equal(minor(typed, "usd"), null, typed);
  }
  assert.equal(minor("5.5", "jpy"), null);
  assert.equal(minor("5.0", "jpy"), 5);
});

test("a currency that no browser knows is its code; without any the figures stand alone", () => {
  assert.equal(text({ amount: 123, currency: "usdc" }), "USDC\u00a01.23");
  assert.equal(text({ amount: -123456, currency: "usdc" }), "\u2212USDC\u00a01,234.56");
  assert.equal(text({ amount: 1250, currency: "" }), "12.50");
  assert.equal(axis(6000, "usdc"), "USDC\u00a06k");
  assert.equal(axis(-6000, "usd"), "\u2212$6k");
  for (const currency of ["", "x", "12", "€€€", "null", "a".repeat(300), "<b>", "\u05e9\u05e7\u05dc"]) {
    assert.match(text({ amount: 1250, currency }), /12\.50$/, currency);
    assert.match(axis(12, currency), /12$/, currency);
  }
});

test("more than a number holds keeps every digit", () => {
  const much = { amount: 9007199254740993n, currency: "usd" };
  assert.equal(text(much), "$90,071,992,547,409.93");
  assert.equal(decimal({ ...much, amount: -much.amount }), "-90071992547409.93");
  assert.equal(text({ amount: 10n ** 39n + 1n, currency: "jpy" }).replaceAll(",", ""), `¥1${"0".repeat(38)}1`);
  assert.equal(added(Number.MAX_SAFE_INTEGER, 2), 9007199254740993n);
  assert.equal(less(9007199254740993n, 9007199254740990n), 3);
  assert.equal(times(Number.MAX_SAFE_INTEGER, 3), 27021597764222973n);
  assert.equal(size(-9007199254740993n), 9007199254740993n);
  assert.equal(exact(5n), 5);
});
