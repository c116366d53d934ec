import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnswerRow } from "../../../api/types.ts";
import { moversOf, strongest } from "./movers.ts";

const of = (pair: [number, number] | null) => ({
  count: null,
  amounts: null,
  ratios: pair === null ? [] : [{ currency: null, numerator: pair[0], denominator: pair[1] }],
});
const row = (issuer: string | null, now: [number, number] | null, before: [number, number] | null): AnswerRow => ({
  dimensions: { issuer },
  start: null,
  end: null,
  values: { rate: of(now) },
  before: { rate: of(before) },
});
const RATE = { slug: "rate", unit: "rate" };
const figure = (numerator: number, denominator: number | null) => ({ numerator, denominator, currency: null });
const WHOLE = { now: figure(800, 1000), before: figure(900, 1000) };

test("of a share it counts how many fewer than at the share before, not how much a slice grew", () => {
  const found = moversOf(RATE, "issuer", [
    row("Chase", [50, 100], [90, 100]),
    row("Grew", [180, 200], [90, 100]),
  ], null, WHOLE);
  assert.deepEqual(found.map((one) => [one.value, one.moved]), [["Chase", -40]]);
});

test("a slice that was not there before is held against the whole's share", () => {
  const [found] = moversOf(RATE, "issuer", [row("New", [0, 20], null)], null, WHOLE);
  assert.equal(found?.moved, -18);
});

test("a small slice that fell apart comes before a large one that slipped, and the whole is no slice", () => {
  const found = moversOf(RATE, "issuer", [
    row("Large", [500, 600], [540, 600]),
    row("Small", [2, 30], [27, 30]),
    row("All but one", [780, 990], [890, 990]),
  ], null, WHOLE);
  assert.deepEqual(strongest(found, -1, 1).map((one) => one.value), ["Small"]);
  assert.deepEqual(strongest(found, -1, 5).map((one) => one.value), ["Large", "Small"]);
});

test("only what went the way of the whole is told, the strongest first", () => {
  const found = moversOf(RATE, "issuer", [
    row("A", [80, 100], [90, 100]),
    row("B", [50, 100], [90, 100]),
    row("C", [99, 100], [90, 100]),
  ], null, WHOLE);
  assert.deepEqual(strongest(found, -1, 5).map((one) => one.value), ["B", "A"]);
});

test("the same rows under another name are told once", () => {
  const [bank] = moversOf(RATE, "issuer", [row("Bank", [2, 30], [27, 30])], null, WHOLE);
  assert.ok(bank);
  assert.equal(strongest([bank, { ...bank, dimension: "bin", value: "400000" }], -1, 5).length, 1);
});

test("of a count it is what was gained", () => {
  const counts: AnswerRow = {
    dimensions: { issuer: "A" },
    start: null,
    end: null,
    values: { n: { count: 7, amounts: null, ratios: null } },
    before: { n: { count: 3, amounts: null, ratios: null } },
  };
  assert.equal(moversOf({ slug: "n", unit: "count" }, "issuer", [counts], null, {
    now: figure(70, null),
    before: figure(30, null),
  })[0]?.moved, 4);
});
