import assert from "node:assert/strict";
import { test } from "node:test";
import { common, kept, periodOf, read, titleOf, written } from "./asked.ts";
import { added, countOf, flipped, readCondition, replaced, within } from "./tree.ts";

const said = (search: string) => {
  const held = new URLSearchParams(search);
  return { get: (name: string) => held.get(name), all: (name: string) => held.getAll(name) };
};
const visa = { dimension: "scheme", is: ["visa"] };
const german = { dimension: "issuer_country", is: ["DE"] };

test("an address is the whole question, and comes back as it was", () => {
  const filter = { all: [visa, { any: [german, { dimension: "amount", at_least: 5000 }] }] };
  const asked = {
    metrics: ["sales_volume", "sales_count"],
    dimensions: ["scheme"],
    filter,
    grain: "day",
    basis: "booked",
    compare: "previous",
    sort: { by: "sales_count", descending: true },
    limit: 10,
    convert: "eur",
    atLeast: 100,
    chart: "stacked" as const,
  };
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(written(asked))) {
    for (const one of typeof value === "string" ? [value] : (value ?? [])) search.append(name, one);
  }
  assert.deepEqual(read(said(String(search))), asked);
  assert.deepEqual(kept(asked).filter, filter);
});

test("what an address says wrongly is left out", () => {
  const asked = read(said("m=a&m=a&grain=minute&f=%7Bnope&limit=7&chart=pie&compare=x"));
  assert.deepEqual(asked.metrics, ["a"]);
  assert.deepEqual([asked.grain, asked.filter, asked.limit, asked.chart, asked.compare], [null, null, 50, "table", "none"]);
  assert.equal(readCondition('{"dimension":"scheme","is":[]}'), null);
  assert.equal(readCondition('{"all":[]}'), null);
});

test("a group that loses its last test goes, the others stay", () => {
  let tree = added(null, [], visa);
  tree = added(tree, [], { any: [german] });
  assert.deepEqual(tree, { all: [visa, { any: [german] }] });
  assert.deepEqual(added(tree, [1], visa), { all: [visa, { any: [german, visa] }] });
  assert.deepEqual(flipped(tree, [1]), { all: [visa, { all: [german] }] });
  assert.equal(countOf(tree), 2);
  assert.deepEqual(within(tree, (one) => one === "scheme"), { all: [visa] });
  assert.equal(replaced({ all: [visa] }, [0], null), null);
});

test("metrics are divided by what they share", () => {
  assert.deepEqual(common([{ dimensions: ["a", "b"] }, { dimensions: ["b", "c"] }]), ["b"]);
  assert.deepEqual(common([]), []);
});

test("a running period does not change each second", () => {
  const span = { from: new Date("2026-11-01T00:00:00Z"), until: null };
  const one = periodOf(span, new Date("2026-11-22T10:01:00Z"));
  assert.deepEqual(one, periodOf(span, new Date("2026-11-22T10:09:59Z")));
  assert.equal(one.until, "2026-11-22T10:10:00Z");
});

test("a question has a title in words", () => {
  const names = { metric: (one: string) => one.toUpperCase(), dimension: () => "Card brand" };
  const asked = { ...read(said("m=a&m=b&by=scheme&grain=day")) };
  assert.equal(titleOf(asked, names), "A and B by card brand, each day");
});
