import assert from "node:assert/strict";
import { test } from "node:test";
import type { Metric } from "../../../api/types.ts";
import { cellIn, cellOf, columnsOf, partsOf, rowWords } from "./behind.ts";

const metric = (slug: string, more: Partial<Metric>): Metric =>
  ({ slug, fact: null, parts: [], takes: [], dimensions: [], ...more }) as unknown as Metric;
const ALL = [
  metric("approved", { fact: "attempt", dimensions: ["outcome", "scheme", "issuer"] }),
  metric("tried", { fact: "attempt", dimensions: ["outcome", "scheme"] }),
  metric("rate", { parts: ["approved", "tried"] }),
  metric("twice", { parts: ["rate", "tried"] }),
];
const find = (slug: string) => ALL.find((one) => one.slug === slug) ?? null;

test("a ratio's rows are those of its sides, each once", () => {
  assert.deepEqual(partsOf(find("rate")!, find).map((one) => one.slug), ["approved", "tried"]);
  assert.deepEqual(partsOf(find("twice")!, find).map((one) => one.slug), ["approved", "tried"]);
  assert.deepEqual(rowWords(find("rate"), find), { one: "try", many: "tries" });
});

test("a column that would say the same in every row is left out", () => {
  assert.deepEqual(columnsOf(find("approved")!, { scheme: "visa" }), ["outcome", "issuer"]);
});

test("a cell's value may hold anything, and be none", () => {
  assert.deepEqual(cellOf(["issuer:A: B", "bin:"]), { issuer: "A: B", bin: null });
});

test("rows behind money are those of its currency, unless a cell says another", () => {
  const money = [metric("sales", { unit: "money", dimensions: ["currency"] }), metric("number", { unit: "count", dimensions: ["currency"] })];
  assert.deepEqual(cellIn({ scheme: "visa" }, money, "usd"), { currency: "usd", scheme: "visa" });
  assert.deepEqual(cellIn({ currency: "eur" }, money, "usd"), { currency: "eur" });
  assert.deepEqual(cellIn({}, money, null), {});
  assert.deepEqual(cellIn({}, money.slice(1), "usd"), {});
});
