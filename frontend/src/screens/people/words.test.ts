import assert from "node:assert/strict";
import { test } from "node:test";
import type { Connection, Role, Roles } from "../../api/types.ts";
import { accountWords, sentences } from "./words.ts";

const ALL = [{ id: "a", name: "Berlin" }, { id: "b", name: "Oslo" }] as unknown as Connection[];
const ROLE = { name: "reader", permissions: ["see", "figures"] } as unknown as Role;
const ROLES = {
  data: [ROLE],
  permissions: [
    { name: "see", about: "See payments", limitable: true },
    { name: "write", about: "Write", limitable: true },
    { name: "figures", about: "Read figures", limitable: false },
  ],
} as unknown as Roles;

test("accounts are told by name, or counted", () => {
  assert.equal(accountWords(null, ALL), "all accounts");
  assert.equal(accountWords(["b"], ALL), "Oslo");
  assert.equal(accountWords(["a", "b"], ALL), "2 of 2 accounts");
  assert.equal(accountWords(["gone"], ALL), "1 of 2 accounts");
});

test("what counts for all accounts is not promised to who is kept to some", () => {
  assert.deepEqual(sentences(ROLES, ROLE, false), ["See payments", "Read figures"]);
  assert.deepEqual(sentences(ROLES, ROLE, true), ["See payments"]);
  assert.deepEqual(sentences(ROLES, undefined, false), []);
});
