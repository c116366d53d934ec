import assert from "node:assert/strict";
import { test } from "node:test";
import { currencies, currencyGuess, zones } from "./places.ts";

test("the currency is guessed from the region, named or likely", () => {
  assert.equal(currencyGuess(["en-GB", "en"]), "gbp");
  assert.equal(currencyGuess(["de"]), "eur");
  assert.equal(currencyGuess(["pt-BR"]), "brl");
  assert.equal(currencyGuess(["ja"]), "jpy");
  assert.equal(currencyGuess(["en"]), "usd");
  assert.equal(currencyGuess(["not a language", "sv-SE"]), "sek");
  assert.equal(currencyGuess([]), "usd");
});

test("what a person has is in the list, known to the browser or not", () => {
  assert.ok(zones("Mars/Base_1").some((one) => one.title === "Mars / Base 1"));
  assert.ok(zones("UTC").some((one) => one.value === "Europe/Berlin"));
  assert.ok(currencies("usd").some((one) => one.title === "USD, US Dollar"));
});
