import assert from "node:assert/strict";
import { test } from "node:test";
import type { ActivityRow } from "../api/types.ts";
import { pageOfDeed } from "./pages.ts";

function deed(kind: string, id: string, payment: string | null): ActivityRow {
  return { object: { kind, id }, payment, connection_id: "con_a", event_id: "evt_1" } as ActivityRow;
}

test("a try and a refund open their payment", () => {
  assert.equal(pageOfDeed(deed("charge", "ch_1", "pi_1")), "/payments/con_a/pi_1");
  assert.equal(pageOfDeed(deed("refund", "re_1", "pi_1")), "/payments/con_a/pi_1");
  assert.equal(pageOfDeed(deed("refund", "re_1", null)), "/payments?q=re_1");
});

test("what has a page of its own opens that, although a payment belongs to it", () => {
  assert.equal(pageOfDeed(deed("dispute", "du_1", "pi_1")), "/disputes/con_a/du_1");
});

test("what has no page opens its payment, else the event", () => {
  assert.equal(pageOfDeed(deed("review", "prv_1", "pi_1")), "/payments/con_a/pi_1");
  assert.equal(pageOfDeed(deed("moon", "m_1", null)), "/activity/con_a/evt_1");
});
