import assert from "node:assert/strict";
import { test } from "node:test";
import { asText, counts, off, outcome, planned, spelled } from "./permissions.ts";

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
  assert.deepEqual(counts(planned(plan, [], null)), { asked: 2, writing: 1, granted: 0, missing: 0 });
  assert.deepEqual(counts(planned(plan, [], tried)), { asked: 2, writing: 1, granted: 1, missing: 1 });
  assert.equal(counts(planned(plan, ["reviews"], tried)).missing, 2);
});

test("what stays off is what was asked for and is missing", () => {
  assert.deepEqual(off(planned(plan, [], tried)).map((one) => one.turns_off), ["files is off"]);
});

test("the list to set by hand names key, lines and the rest", () => {
  assert.equal(asText(plan, []), "Name: Tillwatch\ncharges: Read\nfiles: Write\nLeave the rest at None.");
});

test("small numbers are words", () => {
  assert.equal(spelled(2), "two");
  assert.equal(spelled(12), "12");
});

test("what a key is good for is said by the smaller number", () => {
  const of = (granted: number, missing: number) => outcome({ asked: 11, writing: 0, granted, missing });
  assert.equal(of(11, 0), "With this key, everything works");
  assert.equal(of(9, 2), "With this key, all but two things work");
  assert.equal(of(10, 1), "With this key, all but one thing works");
  assert.equal(of(3, 8), "With this key, three of 11 things work");
  assert.equal(of(0, 11), "This key has none of the permissions");
});
