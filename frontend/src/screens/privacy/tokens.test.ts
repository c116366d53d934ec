import assert from "node:assert/strict";
import { test } from "node:test";
import type { Access, Connection, Roles } from "../../api/types";
import { lifeOf, mayAbout, mayWords } from "./tokens.ts";

const ROLES = {
  data: [
    { name: "reader", title: "Read only", permissions: ["ledger.read", "metrics.read"] },
    { name: "support", title: "Support", permissions: ["ledger.read"] },
  ],
  permissions: [
    { name: "ledger.read", about: "See payments", limitable: true },
    { name: "metrics.read", about: "Read the figures", limitable: false },
  ],
} as unknown as Roles;
const SHOPS = [{ id: "con_a", name: "Shop Berlin" }, { id: "con_b", name: "Shop Rome" }] as unknown as Connection[];

function token(role: string, permissions: string[], connections: string[] | null = null): Access {
  return { role, permissions, connections } as unknown as Access;
}

test("a token is told by its role, or by how much of it", () => {
  assert.equal(mayWords(token("reader", ["ledger.read", "metrics.read"]), ROLES, SHOPS), "Read only");
  assert.equal(mayWords(token("reader", ["ledger.read"]), ROLES, SHOPS), "1 permission");
  assert.equal(mayWords(token("support", ["ledger.read"], ["con_a"]), ROLES, SHOPS), "Support, Shop Berlin only");
});

test("kept to some accounts, a role is whole without what is about all", () => {
  assert.equal(mayWords(token("reader", ["ledger.read"], ["con_a"]), ROLES, SHOPS), "Read only, Shop Berlin only");
});

test("what it may, one a line", () => {
  assert.equal(mayAbout(token("reader", ["ledger.read", "metrics.read"]), ROLES), "See payments\nRead the figures");
  assert.equal(mayAbout(token("reader", []), ROLES), "It may nothing.");
});

test("days of a life", () => {
  assert.deepEqual(["90", "never"].map(lifeOf), [90, null]);
});
