import assert from "node:assert/strict";
import { test } from "node:test";
import { shownSums } from "./sums.ts";

const money = (amount: number, currency: string) => ({ amount, currency });

test("the usual currency is first, what came to nothing is left out", () => {
  const sums = [money(5, "aud"), money(0, "cad"), money(7, "usd"), money(3, "eur"), money(1, "chf")];
  const shown = shownSums(sums, ["usd", "eur"]).map((one) => one.currency);
  assert.deepEqual(shown, ["usd", "eur", "aud", "chf"]);
});

test("nothing taken at all shows no sum", () => {
  assert.deepEqual(shownSums([money(0, "usd"), money(0, "eur")], ["usd"]), []);
});
