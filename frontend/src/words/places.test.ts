import assert from "node:assert/strict";
import { test } from "node:test";
import { currencies, currencyGuess, regions, zones } from "./places.ts";

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

test("countries stand there once, by name, without those that are no more", () => {
  const found = regions();
  const codes = found.map((one) => one.value);
  assert.equal(found.find((one) => one.value === "DE")?.title, "Germany");
  assert.equal(new Set(codes).size, codes.length);
  assert.equal(new Set(found.map((one) => one.title)).size, found.length);
  for (const gone of ["DD", "SU", "YU", "ZZ", "EU"]) assert.ok(!codes.includes(gone), gone);
  assert.ok(codes.length > 200 && codes.length < 260, String(codes.length));
});
