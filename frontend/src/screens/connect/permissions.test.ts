import assert from "node:assert/strict";
import { test } from "node:test";
import { asText, connected, counts, off, outcome, planned } from "./permissions.ts";

const permission = (slug: string, level: string, write = false) => ({
  slug,
  level,
  write,
  name: slug,
  area: slug,
  access: write ? "Write" : "Read",
  purpose: "",
  turns_off: `${slug} is off`,
  writes_what: "",
  for: [],
});
const plan = {
  key_name: "Tillwatch",
  permissions: [permission("charges", "needed"), permission("files", "recommended", true), permission("reviews", "optional")],
} as never;
const tried = {
  permissions: [
    { slug: "charges", granted: true, reason: null },
    { slug: "files", granted: false, reason: "refused" },
    { slug: "reviews", granted: false, reason: "refused" },
  ],
} as never;

test("optional permissions count only when they are added", () => {
  assert.deepEqual(counts(planned(plan, [], null)), { asked: 2, writing: 1, granted: 0, missing: 0, more: 0, moreWriting: 0 });
  assert.deepEqual(counts(planned(plan, [], tried)), { asked: 2, writing: 1, granted: 1, missing: 1, more: 0, moreWriting: 0 });
  assert.equal(counts(planned(plan, ["reviews"], tried)).missing, 2);
});

test("what stays off is what was asked for and is missing", () => {
  assert.deepEqual(off(planned(plan, [], tried)).map((one) => one.turns_off), ["files is off"]);
});

test("the list to set by hand names key, lines and the rest", () => {
  assert.equal(asText(plan, []), "Name: Tillwatch\ncharges: Read\nfiles: Write\nLeave the rest at None.");
});

test("what a key is good for is said in figures", () => {
  const of = (granted: number, missing: number) =>
    outcome({ asked: 15, writing: 0, granted, missing, more: 0, moreWriting: 0 });
  assert.equal(of(15, 0), "With this key, everything works");
  assert.equal(of(14, 1), "With this key, 14 of 15 work, 1 stays off");
  assert.equal(of(7, 8), "With this key, 7 of 15 work, 8 stay off");
  assert.equal(of(0, 15), "This key has none of the permissions");
});

test("what a key has beyond what is asked for is told apart", () => {
  const full = { permissions: ["charges", "files", "reviews"].map((slug) => ({ slug, granted: true, reason: null })) };
  const sum = counts(planned(plan, [], full as never));
  assert.deepEqual([sum.granted, sum.more, sum.moreWriting], [2, 1, 0]);
  assert.equal(counts(planned(plan, ["reviews"], full as never)).more, 0);
});

test("the same key is counted alike before and after it is connected, what it can write first", () => {
  const has = (slug: string, area: string, write: boolean, level: string) => ({
    ...permission(slug, level, write),
    area,
    granted: true,
    reason: null,
    wanted: level !== "optional",
  });
  const asked = [has("charge_read", "Charges", false, "needed"), has("dispute_write", "Disputes", true, "needed")];
  const optional = has("review_read", "Reviews", false, "optional");
  const beyond = has("charge_write", "Charges", true, "optional");
  const half = has("dispute_read", "Disputes", false, "optional");
  const tries = [...asked, optional, beyond];
  const before = planned({ permissions: [...asked, optional] } as never, [], { permissions: tries } as never);
  const after = connected([half, optional, ...asked, beyond]);
  const slugs = ["charge_read", "dispute_write", "charge_write", "review_read"];
  assert.deepEqual(before.map((one) => one.slug), slugs);
  assert.deepEqual(after.map((one) => one.slug), slugs);
  assert.deepEqual(counts(before), counts(after));
  assert.deepEqual(counts(after), { asked: 2, writing: 1, granted: 2, missing: 0, more: 2, moreWriting: 1 });
});
