import assert from "node:assert/strict";
import { test } from "node:test";
import type { MetricValue } from "../api/types.ts";
import { axisOf, baseText, cellsOf, changeOf, currenciesIn, figureOf, figureText, rounded, wholeText } from "./metric.ts";

const RATE = { unit: "rate", good: "up" };
const MONEY = { unit: "money", good: "up" };
const MEAN = { unit: "average", good: "up" };
const none = { count: null, amounts: null, ratios: null };
const rate = (numerator: number, denominator: number, currency: string | null = null): MetricValue => ({
  ...none,
  ratios: [{ numerator, denominator, currency }],
});

test("a rate is told with its base, and without a base it is no data", () => {
  const figure = figureOf(rate(1204, 1240), null);
  assert.ok(figure);
  assert.equal(wholeText(RATE, figure), "97.1\u2009% · 1,204 of 1,240");
  assert.equal(figureOf(rate(0, 0), null), null);
});

test("a rate of money says both sums", () => {
  const figure = figureOf(rate(9640, 331000, "usd"), "usd");
  assert.ok(figure);
  assert.equal(baseText(RATE, figure), "$96.40 of $3,310.00");
});

test("of several currencies one is told, and one that is not there is nothing", () => {
  const value = { ...none, amounts: [{ amount: 1250, currency: "bhd" }, { amount: 99, currency: "usd" }] };
  assert.deepEqual(currenciesIn([value]), ["bhd", "usd"]);
  assert.equal(figureText(MONEY, figureOf(value, "usd")!), "$0.99");
  assert.equal(figureText(MONEY, figureOf(value, "eur")!), "€0.00");
  assert.equal(figureText(MONEY, figureOf(value, null)!), "BHD\u00a01.250");
});

test("an average is rounded once, to the minor unit", () => {
  assert.equal(rounded(5, 2), 3);
  assert.equal(rounded(-5, 2), -3);
  const figure = figureOf(rate(1000, 3, "usd"), "usd");
  assert.ok(figure);
  assert.equal(wholeText(MEAN, figure), "$3.33 · $10.00 in 3");
});

test("a change says what it was, and whether that is good", () => {
  const found = changeOf(RATE, figureOf(rate(90, 100), null), figureOf(rate(95, 100), null));
  assert.deepEqual(found, { moved: "−5.0 points", from: "95.0\u2009%", tone: "bad" });
  assert.equal(changeOf(RATE, figureOf(rate(90, 100), null), figureOf(rate(0, 0), null)), null);
  const fewer = changeOf({ unit: "count", good: "down" }, figureOf({ ...none, count: 5 }, null), figureOf({ ...none, count: 10 }, null));
  assert.deepEqual(fewer, { moved: "−50.0\u2009%", from: "10", tone: "good" });
});

test("an average of a few can change by less than one", () => {
  const found = changeOf(MEAN, figureOf(rate(144, 100), null), figureOf(rate(150, 100), null));
  assert.deepEqual(found, { moved: "−4.0\u2009%", from: "1.50", tone: "bad" });
});

test("a file has both sides of a share", () => {
  assert.deepEqual(cellsOf(RATE, figureOf(rate(1, 4), null)!), ["0.250000", "1", "4"]);
  assert.deepEqual(cellsOf(MEAN, figureOf(rate(1000, 3, "usd"), "usd")!), ["3.33", "10.00", "3", "usd"]);
});

test("axes are short", () => {
  assert.equal(axisOf(RATE, null)(92.5), "92.5\u2009%");
  assert.equal(axisOf(MONEY, "usd")(6000), "$6k");
  assert.equal(axisOf({ unit: "count", good: "none" }, null)(1200), "1.2k");
});
