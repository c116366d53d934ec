import assert from "node:assert/strict";
import { test } from "node:test";
import { currencies, currencyGuess, regions, zones } from "./places.ts";

const WINTER = new Date("2026-11-21T12:00:00Z");

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
  assert.ok(zones("Mars/Base_1", WINTER).some((one) => one.title === "Mars / Base 1"));
  assert.ok(zones("UTC", WINTER).some((one) => one.value === "Europe/Berlin"));
  assert.ok(currencies("usd").some((one) => one.title === "USD, US Dollar"));
  assert.ok(currencies("hrk").some((one) => one.value === "hrk"));
});

test("zones have today's names, once, and say how far from UTC they are", () => {
  const titles = (also: string, now = WINTER) => zones(also, now).map((one) => one.title);
  const found = titles("UTC");
  for (const one of [
    "Europe / Kyiv (UTC+2)", "Asia / Kolkata (UTC+5:30)", "Asia / Kathmandu (UTC+5:45)", "Asia / Yangon (UTC+6:30)",
    "America / New York (UTC-5)", "UTC",
  ]) assert.ok(found.includes(one), one);
  assert.deepEqual(found.filter((one) => /Kiev|Calcutta|Katmandu|Rangoon|Saigon/.test(one)), []);
  assert.equal(new Set(found).size, found.length);
  assert.deepEqual(found, found.toSorted());
  assert.ok(titles("UTC", new Date("2026-07-01T12:00:00Z")).includes("Europe / Kyiv (UTC+3)"));
  for (const own of ["Europe/Kyiv", "Europe/Kiev"]) {
    assert.deepEqual(zones(own, WINTER).filter((one) => /Ki?yi?e?v/.test(one.title)).map((one) => one.value), [own]);
  }
});

test("currencies that are no more, and those nobody is paid in, are not offered", () => {
  const titles = currencies("usd").map((one) => one.title).join("; ");
  assert.doesNotMatch(titles, /\d|Sucre|Kuna|Drawing/);
  assert.ok(currencies("usd").length > 130);
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
