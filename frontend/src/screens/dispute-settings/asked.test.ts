import assert from "node:assert/strict";
import { test } from "node:test";
import { askedOf, typedOf } from "./asked.ts";

const CHOSEN = {
  labour: { amount: 1500, currency: "usd" },
  late: null,
  count: null,
  minimum_ppm: 125_000,
  very_low_ppm: 100_000,
  smart: true,
  smart_ppm: null,
};

test("what was chosen comes back as it was, to the last digit", () => {
  const typed = typedOf(CHOSEN, "eur");
  assert.equal(typed.labour, "15.00");
  assert.equal(typed.minimum, "12.5");
  assert.deepEqual(askedOf(typed), { asked: CHOSEN });
});

test("what cannot be is said at its field", () => {
  const typed = { ...typedOf(CHOSEN, "usd"), labour: "fifteen", minimum: "140" };
  const found = askedOf(typed);
  assert.deepEqual("wrong" in found ? Object.keys(found.wrong) : [], ["labour", "minimum"]);
});
