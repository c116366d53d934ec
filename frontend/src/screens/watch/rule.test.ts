import assert from "node:assert/strict";
import { test } from "node:test";
import { definitionOf, draftOf, fresh, minor, headline, narrowed, tenThousandths, watched } from "./rule.ts";
import type { Metric } from "../../api/types";
import type { Definition, Rule } from "./shapes.ts";

const RATE = { slug: "authorization_rate", unit: "rate" } as Metric;
const SALES = { slug: "sales_volume", unit: "money" } as Metric;
const metricOf = (slug: string) => [RATE, SALES].find((one) => one.slug === slug);

test("percentages are whole ten-thousandths", () => {
  assert.equal(tenThousandths("1.5"), 150);
  assert.equal(tenThousandths("10"), 1000);
  assert.equal(tenThousandths("0,25"), 25);
  assert.equal(tenThousandths("1.555"), null);
  assert.equal(tenThousandths("many"), null);
});

test("amounts are minor units of their currency", () => {
  assert.equal(minor("12.5", "usd"), 1250);
  assert.equal(minor("12", "jpy"), 12);
  assert.equal(minor("12.5", "jpy"), null);
});

test("a rule that is read and sent again says the same", () => {
  const definition: Definition = {
    tests: [
      { metric: "authorization_rate", op: "falls", change: 1500, baseline: { kind: "previous", back: 3, by: "median" }, sure: true },
      { metric: "sales_volume", op: "below", limit: 12345, currency: "eur" },
    ],
    join: "any",
    frame: { unit: "week", calendar: false, zone: "UTC" },
    dimensions: ["scheme"],
    filter: { all: [{ dimension: "scheme", is: ["visa", "amex"] }, { dimension: "issuer", exists: true }] },
    connections: ["con_1"],
    minimum: 30,
    minimum_of: null,
    buyers: 2,
    in_a_row: 2,
    quiet: { begin: 22, until: 7, zone: "Europe/Berlin" },
    severity: "critical",
    grouping: "one",
    parameters: {},
  };
  const rule = { id: "rul_1", name: "Rate", description: "", kind: "metric", enabled: true, definition } as Rule;
  const sent = definitionOf(draftOf(rule, metricOf), "Europe/Berlin", metricOf);
  const { parameters: _, ...wanted } = definition;
  assert.deepEqual(sent, wanted);
});

test("a filter comes with null for what it does not test", () => {
  const none = { all: null, any: null, is_not: null, exists: null, at_least: null, below: null };
  const filter = { ...none, dimension: "issuer", is: ["A bank"] };
  const given = { tests: [], frame: {}, parameters: {}, quiet: null, filter: { ...none, dimension: null, is: null, all: [filter] } };
  const rule = { definition: given as unknown as Definition } as Rule;
  assert.deepEqual(draftOf(rule, metricOf).filter, { all: [{ dimension: "issuer", is: ["A bank"] }] });
});

test("points are of a rate only, and quiet hours stay in the zone of whoever chose them", () => {
  const plain = fresh("authorization_rate", []);
  const [first] = plain.tests;
  assert.ok(first);
  const points = { ...plain, tests: [{ ...first, value: "5", points: true }], quiet: true, quietZone: "Asia/Tokyo" };
  const sent = definitionOf(points, "Europe/Berlin", metricOf);
  assert.deepEqual([sent?.tests?.[0]?.change, sent?.tests?.[0]?.points, sent?.quiet?.zone], [500, true, "Asia/Tokyo"]);
  const counted = { ...points, tests: [{ ...first, metric: "sales_volume", points: true }] };
  assert.equal(definitionOf(counted, "UTC", metricOf)?.tests?.[0]?.points, undefined);
});

test("a rule without a name is called by what it says", () => {
  const named = (slug: string) => ({ ...metricOf(slug), name: "Authorisation rate" }) as Metric;
  const plain = fresh("authorization_rate", []);
  assert.equal(headline(plain, named, []), "Authorisation rate falls by 10 %");
  const tests = plain.tests.map((one) => ({ ...one, points: true, value: "5" }));
  assert.equal(headline({ ...plain, tests }, named, ["Card brand is Visa"]), "Authorisation rate falls by 5 points: Card brand is Visa");
});

test("a new rule begins with what the link names", () => {
  const plain = fresh("authorization_rate", ["issuer"]);
  const sent = definitionOf(narrowed(plain, ["scheme:visa"]), "UTC", metricOf);
  assert.deepEqual(sent?.filter, { dimension: "scheme", is: ["visa"] });
  const explored = { any: [{ dimension: "scheme", is: ["visa"] }, { dimension: "issuer", exists: true }] };
  assert.deepEqual(narrowed(plain, [JSON.stringify(explored)]).filter, explored);
  assert.deepEqual(sent?.dimensions, ["issuer"]);
});

test("what cannot be watched is watched by what it is made of", () => {
  const all: Record<string, Partial<Metric>> = {
    decline_count: { watchable: true },
    unique_decline_count: { watchable: false, parts: [] },
    sales_count: { watchable: true },
    sales_total_perc: { watchable: false, parts: ["sales_count"] },
  };
  const known = (slug: string) => all[slug] as Metric | undefined;
  assert.equal(watched("unique_decline_count", known), "decline_count");
  assert.equal(watched("sales_total_perc", known), "sales_count");
  assert.equal(watched("sales_count", known), "sales_count");
  assert.equal(watched("nothing", known), "authorization_rate");
});
