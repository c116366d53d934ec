import assert from "node:assert/strict";
import { test } from "node:test";
import { currenciesOf, usualCurrency } from "./currencies.ts";

const money = (currency: string) => ({ amount: 1, currency });

function desk(own: string | null, accounts: string[], volume: string[] | null) {
  return {
    session: { value: { person: own === null ? null : { currency: own } } },
    choice: { chosen: accounts.map((currency) => ({ currency })) },
    overview: { value: volume && { volume: volume.map(money), balance: [money("chf")] } },
  } as never;
}

test("the usual currency is the profile's, else the accounts' where they have the same", () => {
  assert.equal(usualCurrency(desk("jpy", ["usd"], null)), "jpy");
  assert.equal(usualCurrency(desk(null, ["usd", "usd"], null)), "usd");
  assert.equal(usualCurrency(desk(null, ["usd", "eur"], null)), null);
});

test("the usual currency stands first, then what Home knows", () => {
  assert.deepEqual(currenciesOf(desk("jpy", ["usd"], ["usd", "jpy"])), ["jpy", "usd", "chf"]);
  assert.deepEqual(currenciesOf(desk(null, ["usd", "eur"], ["usd"])), ["usd", "chf"]);
  assert.deepEqual(currenciesOf(desk("jpy", ["usd"], null)), ["jpy", "usd", "eur", "gbp"]);
});
