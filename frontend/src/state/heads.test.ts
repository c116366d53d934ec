import assert from "node:assert/strict";
import { test } from "node:test";
import { headed } from "./heads.ts";

const own = (row: string) => row;
const rows = (text: string) => text.split("");

test("new rows go on top, what was read before stays below", () => {
  const found = headed(rows("dcba"), rows("fedc"), false, own);
  assert.deepEqual(found, { rows: rows("fedcba"), arrived: rows("fe"), isBroken: false });
});

test("a row that left the head is taken out", () => {
  const found = headed(rows("edcba"), rows("edb"), false, own);
  assert.deepEqual(found.rows, rows("edba"));
});

test("where page and known rows do not meet, the list begins anew", () => {
  const found = headed(rows("cba"), rows("zyx"), false, own);
  assert.deepEqual(found, { rows: rows("zyx"), arrived: rows("zyx"), isBroken: true });
});

test("a page that is all there is replaces what was known", () => {
  assert.deepEqual(headed(rows("cba"), rows("ca"), true, own).rows, rows("ca"));
  assert.deepEqual(headed(rows("cba"), [], true, own), { rows: [], arrived: [], isBroken: false });
});

test("the first page arrives whole", () => {
  assert.deepEqual(headed([], rows("ba"), false, own).arrived, rows("ba"));
});
