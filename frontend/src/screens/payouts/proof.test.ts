import assert from "node:assert/strict";
import { test } from "node:test";
import { proofOf } from "./proof.ts";

const usd = (amount: number) => ({ amount, currency: "usd" });
const held = { known: true, count: 3, net: usd(1000), equal: true as boolean | null };

test("a payout says whether it equals its entries, and by how much not", () => {
  const amount = usd(1000);
  assert.equal(proofOf({ amount, automatic: true, entries: held }).words, "Equals to the cent");
  const short = { ...held, net: usd(900), equal: false };
  const differs = proofOf({ amount, automatic: true, entries: short });
  assert.deepEqual([differs.words, differs.tone], ["Differs by −$1.00", "bad"]);
  assert.match(differs.why, /\$9\.00/);
});

test("what cannot be said is never said to be equal", () => {
  const none = { known: false, count: 0, net: null, equal: null };
  const amount = usd(1000);
  assert.equal(proofOf({ amount, automatic: true, entries: none }).words, "not yet known");
  assert.equal(proofOf({ amount, automatic: false, entries: none }).words, "Paid out by hand");
});
