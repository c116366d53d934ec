import assert from "node:assert/strict";
import { test } from "node:test";
import type { Level, Programme, Rule } from "./shapes";
import { asks, costText, distance, limitText, monthAfter, monthShort, ordinal, outlookText, stateOf } from "./words.ts";

const usd = (amount: number) => ({ amount, currency: "usd" });
const ratio = (numerator: number, denominator: number) => ({ currency: null, numerator, denominator });
const RULE: Rule = {
  since: "2026-04-01",
  until: null,
  regions: [],
  countries: [],
  not_countries: [],
  ratio: ratio(3, 200),
  ratio_strict: false,
  count: 1500,
  count_strict: false,
  value: null,
  value_strict: false,
  sales: null,
  secure_most: null,
  fines: [],
  case_low: usd(800),
  case_high: usd(1000),
  enforced: "2025-10-01",
  grace_months: 3,
  source: "A sheet",
  read: "2026-11-22",
  certainty: "stated",
  also: [],
};
const LEVEL: Level = {
  slug: "excessive",
  name: "Excessive",
  note: "",
  state: "far",
  rule: RULE,
  conditions: [],
  more: 41,
  more_expected: 41,
  more_value: null,
  fewer: null,
  besides: [],
  cost: { month: 1, low: usd(0), high: usd(0), free: true },
};
const ONE: Programme = {
  slug: "visa_vamp",
  name: "Visa dispute and fraud limit",
  code: "VAMP",
  network: "visa",
  question: "",
  one: "dispute or fraud report",
  region: "US",
  country_known: true,
  connections: [],
  state: "far",
  level: null,
  measured: true,
  by_value: false,
  ratio: ratio(12, 1000),
  cases: 12,
  sales: 1000,
  sales_month: "2026-11",
  measures: [],
  unconverted: [],
  levels: [LEVEL],
  outlook: null,
  history: [],
  by_account: [],
  by_descriptor: [],
  counts: [],
  counts_not: [],
  hidden: "",
  context: "",
};

test("a limit says all that it asks for", () => {
  assert.equal(asks(RULE), "1.5\u2009% and 1,500 cases");
  const efm = { ...RULE, ratio: ratio(1, 200), ratio_strict: true, count: null, value: usd(5_000_000), value_strict: true };
  assert.equal(asks(efm), "more than 0.5\u2009% and more than $50,000 of them");
  assert.equal(limitText(ratio(9, 1000)), "0.9\u2009%");
});

test("the distance says how many cases more would reach the next level", () => {
  assert.equal(distance(ONE, LEVEL, true), "41 more disputes or fraud reports this month would reach “Excessive”.");
  const one = { ...LEVEL, more: 1, more_expected: 3 };
  assert.equal(
    distance(ONE, one, true),
    "1 more dispute or fraud report this month would reach “Excessive”; 3 at the payments expected by its end.",
  );
  assert.equal(distance(ONE, LEVEL, false), "41 more disputes or fraud reports would have reached “Excessive”.");
  const over = { ...LEVEL, state: "over", fewer: 2 };
  assert.match(distance(ONE, over, true), /^Over “Excessive”: with 2 disputes or fraud reports less/);
  const alone = { ...LEVEL, more: 0, besides: ["sales"], rule: { ...RULE, sales: 1000 } };
  assert.equal(
    distance(ONE, alone, true),
    "The share is above 1.5\u2009%, but that counts only with 1,000 payments.",
  );
  assert.equal(distance(ONE, { ...LEVEL, more: null }, true), "There are no payments to set it against.");
});

test("what it costs is a sum, or what a month above would cost", () => {
  assert.equal(costText(LEVEL), "After 3 months above it costs about $8 to $10 for each case.");
  const cost = { month: 4, low: usd(1_600_000), high: usd(2_000_000), free: false };
  assert.match(costText({ ...LEVEL, state: "over", cost }), /^4th month above: about \$16,000 to \$20,000\./);
  const fines = [
    { month: 1, amount: usd(0) },
    { month: 2, amount: usd(100_000) },
  ];
  const rule = { ...RULE, fines, case_low: null, case_high: null };
  assert.equal(costText({ ...LEVEL, rule }), "A month above costs, in the 1st nothing, from the 2nd $1,000.");
});

test("a forecast says its bounds, and what they would reach", () => {
  const outlook = {
    cases: { low: 14, expected: 17, high: 21 },
    sales: { low: 1300, expected: 1400, high: 1500 },
    ratio: { low: ratio(14, 1400), expected: ratio(17, 1400), high: ratio(21, 1400) },
    reaches: null,
    might_reach: "excessive",
    days: 91,
    days_left: 9,
  };
  assert.equal(
    outlookText({ ...ONE, outlook }, "2026-11"),
    "By the end of November: 14 to 21 cases, 1.0\u2009% to 1.5\u2009%, 17 expected. At the upper end that would reach “Excessive”.",
  );
  assert.equal(outlookText(ONE, "2026-11"), null);
});

test("months and places in a row have names", () => {
  assert.equal(monthAfter("2026-01", -1), "2025-12");
  assert.equal(monthAfter("2025-12", 1), "2026-01");
  assert.deepEqual(["2026-01", "2026-09"].map(monthShort), ["2026", "Sep"]);
  assert.deepEqual([1, 2, 3, 11, 12, 21].map(ordinal), ["1st", "2nd", "3rd", "11th", "12th", "21st"]);
});

test("the badge says the level that is reached, else how near one is", () => {
  assert.deepEqual(stateOf(ONE), { words: "Far from the limit", tone: "mute" });
  assert.deepEqual(stateOf({ ...ONE, state: "near" }), { words: "Near the limit", tone: "warn" });
  assert.deepEqual(stateOf({ ...ONE, state: "over", level: "excessive" }), { words: "Excessive", tone: "bad" });
});
