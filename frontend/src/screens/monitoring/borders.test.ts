import assert from "node:assert/strict";
import { test } from "node:test";
import { bordersOf, bordersText } from "./borders.ts";

test("amounts are read with commas or spaces between them", () => {
  assert.deepEqual(bordersOf("10, 25 100;500"), { borders: [10, 25, 100, 500] });
  assert.equal(bordersText([10, 25]), "10, 25");
});

test("what cannot be borders is said with the amount that is wrong", () => {
  const said = (text: string) => (bordersOf(text) as { wrong: string }).wrong;
  assert.match(said("10, ten"), /“ten” is no whole number/);
  assert.match(said("10, 2.5"), /“2.5”/);
  assert.match(said(""), /1 to 20 amounts/);
  assert.match(said("50, 25"), /25 has to be more than 50/);
  assert.match(said("0"), /0 has to be more than 0/);
});
