import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { declined } from "./declines.ts";
import { country, paidWith } from "./money.ts";
import { listed, plain } from "./plain.ts";
import { disputeReason } from "./reasons.ts";
import { resourceName } from "./resources.ts";
import { stateOf, statesOf } from "./statuses.ts";

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

test("the page says why a payment failed in the words of the API's sentences", () => {
  const sentences = "../../../src/tillwatch/processors/stripe/sentences/declines.json";
  const { codes } = read(sentences) as { codes: Record<string, { words: string }> };
  const words = Object.entries(codes).map(([code, said]) => [code, said.words]);
  assert.deepEqual(read("./declines.json"), Object.fromEntries(words));
  assert.equal(declined("insufficient_funds"), "Not enough money on the card");
  assert.equal(declined("brand_new_code"), "Brand new code");
  assert.equal(declined(null), "No reason given");
  assert.equal(declined("constructor"), "Constructor");
});

test("a state has words and a tone, an unknown one is shown as it is", () => {
  assert.deepEqual(stateOf("payment", "succeeded"), { words: "Succeeded", tone: "mute" });
  assert.deepEqual(stateOf("payment", "failed"), { words: "Failed", tone: "bad" });
  assert.deepEqual(stateOf("payout", "held_up"), { words: "Held up", tone: "mute" });
  assert.deepEqual(stateOf("payout", "other", "held_up"), { words: "Held up", tone: "mute" });
  assert.deepEqual(stateOf("payout", "toString"), { words: "ToString", tone: "mute" });
});

test("a connection is in one of four states, in these words", () => {
  const states = ["checking", "connected", "needs_attention", "paused"];
  assert.deepEqual(
    states.map((one) => stateOf("connection", one).words),
    ["Checking", "Connected", "Needs attention", "Paused"],
  );
});

test("reasons, means of payment and countries", () => {
  assert.equal(disputeReason("product_not_received"), "Never arrived");
  assert.equal(disputeReason("sent_to_the_moon"), "Sent to the moon");
  assert.equal(paidWith({ card_brand: "visa", card_last4: "4242", method: "card" }), "Visa ending 4242");
  assert.equal(paidWith({ card_brand: "amex", card_last4: "1005" }, true), "Amex ending 1005");
  assert.equal(paidWith({ card_brand: "visa", card_last4: "4242" }, true), "Visa ending 4242");
  assert.equal(paidWith({ method: "sepa_debit" }), "SEPA Direct Debit");
  assert.equal(paidWith({}), null);
  assert.equal(country("de"), "Germany");
  assert.equal(country("nowhere"), "Nowhere");
});

test("values are called the same on the page, in a sheet and in a report", () => {
  const wording = "../../../src/tillwatch/features/monitoring/wording";
  const slices = read("./slices.json") as Record<string, Record<string, string>>;
  assert.deepEqual(slices, read(`${wording}/words.json`));
  for (const kind of ["payment", "refund", "dispute"] as const) {
    const states = statesOf(kind).map(({ value, title }) => [value, title]);
    assert.deepEqual(slices[`${kind}_status`], Object.fromEntries(states));
  }
  const countries = read(`${wording}/countries.json`) as Record<string, string>;
  for (const code of ["DE", "BR", "JP"]) assert.equal(countries[code], country(code));
});

test("small words", () => {
  assert.equal(plain("customer.subscription_x"), "Customer subscription x");
  assert.equal(listed(["a", "b", "c"]), "a, b and c");
  assert.equal(resourceName("balance_transactions"), "Balance entries");
  assert.equal(resourceName("radar/reviews"), "Reviews");
});
