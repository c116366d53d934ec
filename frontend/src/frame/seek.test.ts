import assert from "node:assert/strict";
import { test } from "node:test";
import { places } from "./places.ts";
import { seek } from "./seek.ts";

const ALL = [
  { title: "Payments", also: "transactions charges" },
  { title: "Payouts", also: "bank transfers" },
  { title: "Disputes", also: "chargebacks chargeback" },
  { title: "Connections", also: "accounts keys api key webhook" },
  { title: "Connect an account", also: "add account accounts preferences" },
  { title: "Café Zürich", also: "acct_1Abc" },
];
const found = (typed: string) => seek(ALL, typed).map(({ title }) => title);

test("a synonym leads to the place", () => {
  assert.deepEqual(found("chargeback"), ["Disputes"]);
  assert.deepEqual(found("transactions"), ["Payments"]);
  assert.deepEqual(found("webhook"), ["Connections"]);
  assert.deepEqual(found("api key"), ["Connections"]);
  assert.equal(found("add account")[0], "Connect an account");
  assert.equal(found("preferences")[0], "Connect an account");
});

test("beginnings are enough, titles come before synonyms, and order stays", () => {
  assert.deepEqual(found("pay"), ["Payments", "Payouts"]);
  assert.equal(found("acc")[0], "Connect an account");
});

test("accents and case make no difference", () => {
  assert.deepEqual(found("cafe zur"), ["Café Zürich"]);
  assert.deepEqual(found("ACCT_1abc"), ["Café Zürich"]);
});

test("every word has to fit; nothing typed is everything", () => {
  assert.deepEqual(found("payments moon"), []);
  assert.equal(found(" ").length, ALL.length);
});

test("Connect is found by all that people call it, in the app's own table", () => {
  for (const hasAccount of [true, false]) {
    const { money, watch, settings, more } = places(hasAccount, () => true);
    const all = [...money, ...watch, ...more, ...settings];
    for (const typed of ["accounts", "preferences", "add account", "connect", "api key"]) {
      const paths = seek(all, typed).map(({ path }) => path);
      assert.ok(paths.includes("/settings/connections/connect"), `${typed}: ${paths.join(" ")}`);
    }
    assert.ok(seek(all, "accounts").some(({ path }) => path === "/settings/connections"));
  }
});
