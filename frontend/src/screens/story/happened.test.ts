import assert from "node:assert/strict";
import { test } from "node:test";
import type { Happening } from "../../api/types.ts";
import { type Links, points, waited } from "./happened.ts";

const FAILED: Happening = {
  at: "2026-11-18T14:02:11Z",
  says: "1st try failed: the bank wanted an extra card check",
  detail: null,
  tone: "bad",
  amount: { amount: 18450, currency: "usd" },
  kind: "charge",
  id: "ch_1",
  event_id: "evt_1",
  type: "charge.failed",
  source: "webhook",
  received_at: "2026-11-18T14:02:11Z",
  delay_s: 0.4,
};
const links: Links = {
  event: (id) => `/activity/con_1/${id}`,
  object: (kind, id) => (kind === "payout" ? `/payouts/con_1/${id}` : null),
};

test("a point says how its event came and leads to it", () => {
  const [point] = points([FAILED], links);
  assert.equal(point?.href, "/activity/con_1/evt_1");
  assert.equal(point?.tone, "bad");
  assert.deepEqual(point?.lines, ["$184.50", "charge.failed, by webhook within a second"]);
});

test("what was found by checking has no delay, and what has no event leads nowhere", () => {
  const [checked, fact] = points(
    [
      { ...FAILED, source: "poll", says: "Refund of $184.50 sent", detail: "fraud" },
      { ...FAILED, event_id: null, type: null, source: null, delay_s: null, tone: "plain", amount: null },
    ],
    links,
  );
  assert.deepEqual(checked?.lines, ["fraud", "charge.failed, by checking"]);
  assert.equal(fact?.href, undefined);
  assert.equal(fact?.tone, undefined);
  assert.deepEqual(fact?.lines, []);
});

test("the amount the page is about is not said again", () => {
  const [point] = points([{ ...FAILED, delay_s: 12.3 }], links, FAILED.amount);
  assert.deepEqual(point?.lines, ["charge.failed, by webhook after 12 s"]);
});

test("a fact without an event leads to the page of what it is about", () => {
  const fact = { ...FAILED, event_id: null, type: null };
  const [joined, tried] = points([{ ...fact, kind: "payout", id: "po_1" }, fact], links);
  assert.equal(joined?.href, "/payouts/con_1/po_1");
  assert.equal(tried?.href, undefined);
});

test("keys differ though several facts are of one object", () => {
  const fact = { ...FAILED, event_id: null };
  const keys = points([fact, fact, FAILED], links).map((one) => one.key);
  assert.equal(new Set(keys).size, 3);
});

test("a delay in its largest unit", () => {
  assert.equal(waited(0), "under 1 s");
  assert.equal(waited(0.42), "under 1 s");
  assert.equal(waited(59), "59 s");
  assert.equal(waited(90), "2 min");
  assert.equal(waited(7_200), "2 h");
  assert.equal(waited(172_800), "2 d");
});
