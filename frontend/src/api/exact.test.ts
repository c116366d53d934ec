import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, written } from "./exact.ts";

test("an integer of any length comes through, and is written as it came", () => {
  const text = '{\n  "amount": 9007199254740993,\n  "most": [\n    -92233720368547758080,\n    9007199254740991\n  ]\n}';
  const read = parse(text);
  assert.deepEqual(read, {
    amount: 9007199254740993n,
    most: [-92233720368547758080n, Number.MAX_SAFE_INTEGER],
  });
  assert.equal(written(read), text);
});

test("digits in a text, in a fraction and in an exponent stay what they are", () => {
  const text = String.raw`{"reference":"9007199254740993","said":"\"amount\": 9007199254740993, \\","x":1.12345678901234567890,"y":12345678901234567890e1}`;
  assert.deepEqual(parse(text), JSON.parse(text));
  assert.deepEqual(parse(`[${text},9007199254740993]`), [JSON.parse(text), 9007199254740993n]);
});

test("what is no JSON is no JSON", () => {
  assert.throws(() => parse("{"), SyntaxError);
  assert.throws(() => parse("12345678901234567890 {"), SyntaxError);
});
