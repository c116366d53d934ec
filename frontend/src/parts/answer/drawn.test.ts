import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, AnswerRow } from "../../api/types.ts";
import { linesOf } from "./drawn.ts";
import { cellOf } from "./table.ts";

const NOW = new Date("2026-11-20T00:00:00Z");
const WORDS = { dimensions: [], value: (_: string, value: string | null) => value ?? "", zone: "UTC", now: NOW };
const DAYS = ["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"];

function answer(slices: number, days: readonly string[], measure: string): Answer {
  const definition = { slug: "n", name: "Number", unit: "count", good: "none", measure };
  const rows = days.flatMap((start) =>
    Array.from({ length: slices }, (_, at): AnswerRow => {
      const value = `slice ${at}`;
      const n = { count: at + 1, amounts: null, ratios: null, originals: null };
      return { dimensions: { issuer: value }, labels: {}, start, end: null, values: { n }, before: null };
    }),
  );
  return { rows, definitions: [definition] } as unknown as Answer;
}

test("of many slices the first few have colours of their own, the others are added up", () => {
  const { lines, left } = linesOf(answer(40, DAYS, "rows"), "day", null, WORDS);
  assert.deepEqual(lines.map((one) => one.name), ["slice 0", "slice 1", "slice 2", "slice 3", "slice 4", "35 others"]);
  const rest = (40 * 41) / 2 - 15;
  assert.deepEqual(lines.at(-1)?.heights, [rest, rest]);
  assert.equal(left, 0);
});

test("what does not add up has no others", () => {
  const { lines, left } = linesOf(answer(40, DAYS, "distinct:customer"), "day", null, WORDS);
  assert.deepEqual([lines.length, left], [8, 32]);
});

test("none, one and three thousand points are drawn", () => {
  assert.deepEqual(linesOf(answer(1, [], "rows"), "day", null, WORDS).steps, []);
  assert.deepEqual(linesOf(answer(1, DAYS.slice(1), "rows"), "day", null, WORDS).lines[0]?.heights, [1]);
  const hours = Array.from({ length: 3_000 }, (_, at) => new Date(Date.parse(DAYS[0] ?? "") + at * 3_600_000).toISOString());
  const many = linesOf(answer(1, hours, "rows"), "hour", null, WORDS);
  assert.deepEqual([many.steps.length, many.lines[0]?.heights.length], [3_000, 3_000]);
});

test("a cell of several currencies tells those that a person reads most first", () => {
  const metric = { slug: "m", name: "Sales", unit: "money", good: "up" } as const;
  const amounts = ["aud", "eur", "usd"].map((currency, at) => ({ currency, amount: 100 * (at + 1) }));
  const values = { m: { count: null, amounts, ratios: null, originals: null } };
  assert.deepEqual(cellOf(metric, values, null).said, ["A$1.00", "€2.00", "$3.00"]);
  assert.deepEqual(cellOf(metric, values, null, ["usd", "gbp", "eur"]).said, ["$3.00", "€2.00", "A$1.00"]);
});
