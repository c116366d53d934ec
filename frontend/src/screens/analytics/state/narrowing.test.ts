import assert from "node:assert/strict";
import { test } from "node:test";
import { conditionOf, read, toggled, written } from "./narrowing.ts";

const all = (...texts: string[]) => texts.flatMap((one) => read(one) ?? []);
const yes = () => true;

test("what the address says is read and written alike, whatever a value holds", () => {
  for (const text of ["scheme:visa", "!issuer:A: B, C", "issuer:", "!bin:"]) {
    const found = read(text);
    assert.ok(found);
    assert.equal(written(found), text);
  }
  assert.equal(read("nonsense"), null);
  assert.equal(read("no such:x"), null);
});

test("values of one dimension are any of them, dimensions are all of them", () => {
  assert.deepEqual(conditionOf(all("scheme:visa", "scheme:amex", "!issuer:Chase"), yes), {
    all: [
      { dimension: "scheme", is: ["visa", "amex"] },
      { dimension: "issuer", is_not: ["Chase"] },
    ],
  });
  assert.equal(conditionOf([], yes), null);
});

test("rows without a value can be asked for, beside those with one", () => {
  assert.deepEqual(conditionOf(all("issuer:", "issuer:Chase"), yes), {
    any: [
      { dimension: "issuer", is: ["Chase"] },
      { dimension: "issuer", exists: false },
    ],
  });
  assert.deepEqual(conditionOf(all("!issuer:"), yes), { dimension: "issuer", exists: true });
});

test("what a metric has no column for is not asked of it", () => {
  assert.equal(conditionOf(all("reason_code:fraudulent"), (one) => one !== "reason_code"), null);
});

test("is and is not replace each other, and the same again takes it out", () => {
  const visa = { dimension: "scheme", value: "visa", not: false };
  assert.deepEqual(toggled(["!scheme:visa"], visa), ["scheme:visa"]);
  assert.deepEqual(toggled(["scheme:visa", "scheme:amex"], visa), ["scheme:amex"]);
});
