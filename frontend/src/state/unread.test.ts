import assert from "node:assert/strict";
import { test } from "node:test";
import type { Connection } from "../api/types";
import { unread } from "./unread.ts";

type Part = { resource: string; state: string; reason?: string | null; permission?: string | null };

function account(key: string | null, parts: Part[]): Connection {
  const resources = parts.map((part) => ({ objects: 0, answer: null, reason: null, permission: null, ...part }));
  const permissions = [{ slug: "rak_customer_read", name: "Customers: read" }];
  return { id: "con_1", name: "Shop", key, import: { resources }, permissions } as unknown as Connection;
}

test("a list that was refused names the permission, one that broke its reason", () => {
  const shop = account("rk_test_…", [
    { resource: "customers", state: "skipped", permission: "rak_customer_read" },
    { resource: "refunds", state: "skipped", reason: "Stripe answered 500" },
    { resource: "payouts", state: "done" },
  ]);
  assert.deepEqual(unread([shop], "/customers"), [
    { id: "con_1", name: "Shop", why: "permission", permission: "Customers: read" },
  ]);
  assert.deepEqual(unread([shop], "/refunds"), [
    { id: "con_1", name: "Shop", why: "reason", reason: "Stripe answered 500" },
  ]);
  assert.deepEqual(unread([shop], "/payouts"), []);
  assert.deepEqual(unread([shop], "/disputes"), []);
});

test("payments are here when either intents or charges are", () => {
  const skipped = { resource: "payment_intents", state: "skipped", permission: "rak_payment_intent_read" };
  assert.deepEqual(unread([account("rk", [skipped, { resource: "charges", state: "done" }])], "/payments"), []);
  const neither = account("rk", [skipped, { resource: "charges", state: "skipped", permission: "rak_charge_read" }]);
  assert.equal(unread([neither], "/payments").length, 1);
});

test("without a key there is no past", () => {
  assert.deepEqual(unread([account(null, [])], "/payouts"), [{ id: "con_1", name: "Shop", why: "keyless" }]);
  assert.deepEqual(unread([account(null, [])], "/activity"), []);
});
