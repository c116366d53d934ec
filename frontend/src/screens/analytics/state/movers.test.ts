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

test("of a share it counts how many fewer than at the share before, not how much a slice grew", () => {
  const found = moversOf(RATE, "issuer", [
    row("Chase", [50, 100], [90, 100]),
    row("Grew", [180, 200], [90, 100]),
    row("New", [1, 2], null),
  ], null);
  assert.deepEqual(found.map((one) => [one.value, one.moved]), [["Chase", -40]]);
});

test("only what went the way of the whole is told, the strongest first", () => {
  const found = moversOf(RATE, "issuer", [
    row("A", [80, 100], [90, 100]),
    row("B", [50, 100], [90, 100]),
    row("C", [99, 100], [90, 100]),
  ], null);
  assert.deepEqual(strongest(found, -1, 5).map((one) => one.value), ["B", "A"]);
});

test("of a count it is what was gained", () => {
  const counts: AnswerRow = {
    dimensions: { issuer: "A" },
    start: null,
    end: null,
    values: { n: { count: 7, amounts: null, ratios: null } },
    before: { n: { count: 3, amounts: null, ratios: null } },
  };
  assert.equal(moversOf({ slug: "n", unit: "count" }, "issuer", [counts], null)[0]?.moved, 4);
});
