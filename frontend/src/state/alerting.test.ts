import assert from "node:assert/strict";
import { test } from "node:test";
import type { ActivityRow } from "../api/types.ts";
import { KINDS, freshFrom, keyOf, pinnedWith, sentence, summed, toTell, urgentFrom } from "./alerting.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const ACCOUNTS = [{ id: "con_a", created: "2026-11-10T00:00:00Z" }];

function row(type: string, created: string, more: Partial<ActivityRow> = {}): ActivityRow {
  return {
    event_id: `evt_${type}_${created}`,
    connection_id: "con_a",
    livemode: true,
    created,
    received_at: created,
    source: "webhook",
    type,
    icon: "other",
    tone: "plain",
    who: null,
    text: "Something happened",
    amount: null,
    object: { kind: "dispute", id: "du_1" },
    ...more,
  };
}

test("what is fresh is told once, oldest first", () => {
  const first = row("charge.failed", "2026-11-21T11:40:00Z");
  const second = row("charge.failed", "2026-11-21T11:50:00Z");
  assert.deepEqual(toTell([second, first, second], new Set(), ACCOUNTS, NOW), [first, second]);
  assert.deepEqual(toTell([first], new Set([keyOf(first)]), ACCOUNTS, NOW), []);
});

test("what is older than half an hour is not told, unless it is urgent", () => {
  const old = "2026-11-21T11:29:00Z";
  assert.deepEqual(toTell([row("charge.failed", old)], new Set(), ACCOUNTS, NOW), []);
  assert.equal(toTell([row("payout.failed", old)], new Set(), ACCOUNTS, NOW).length, 1);
});

test("history from before the account was connected is never told", () => {
  const history = row("charge.dispute.created", "2026-11-09T23:59:59Z");
  const stranger = row("payout.failed", "2026-11-20T00:00:00Z", { connection_id: "con_gone" });
  assert.deepEqual(toTell([history, stranger], new Set(), ACCOUNTS, NOW), []);
});

test("urgent events are asked for from a day before the last look, within bounds", () => {
  const began = new Date("2026-11-01T00:00:00Z");
  const at = (looked: string | null) =>
    urgentFrom(NOW, began, looked === null ? null : new Date(looked)).toISOString();
  assert.equal(at("2026-11-21T11:00:00Z"), "2026-11-20T11:00:00.000Z");
  assert.equal(at(null), "2026-11-01T00:00:00.000Z");
  const long = urgentFrom(NOW, new Date("2026-01-01T00:00:00Z"), new Date("2026-02-01T00:00:00Z"));
  assert.equal(long.toISOString(), "2026-10-22T12:00:00.000Z");
  assert.equal(freshFrom(NOW).toISOString(), "2026-11-21T11:30:00.000Z");
});

test("a dispute and a failed payout stay, until the dispute is decided", () => {
  const dispute = row("charge.dispute.created", "2026-11-20T00:00:00Z");
  const payout = row("payout.failed", "2026-11-21T00:00:00Z", { object: { kind: "payout", id: "po_1" } });
  const failed = row("charge.failed", "2026-11-21T11:50:00Z");
  const pinned = pinnedWith([], [dispute, failed, payout], []);
  assert.deepEqual(pinned, [payout, dispute]);
  const closed = row("charge.dispute.closed", "2026-11-21T11:55:00Z");
  assert.deepEqual(pinnedWith(pinned, [], [closed]), [payout]);
});

test("an alert is the sentence of its event; several are counted by kind", () => {
  const failed = row("charge.failed", "2026-11-21T11:50:00Z", {
    who: "Ines Moreau",
    text: "could not pay: the bank declined",
  });
  assert.equal(sentence(failed), "Ines Moreau could not pay: the bank declined");
  assert.equal(sentence(row("payout.failed", "2026-11-21T11:50:00Z")), "Something happened");
  const dispute = row("charge.dispute.created", "2026-11-21T11:50:00Z");
  assert.equal(summed([failed, dispute, failed]), "1 × disputes, 2 × failed payments");
});

test("no type belongs to two kinds", () => {
  const all = KINDS.flatMap(({ types }) => types);
  assert.equal(new Set(all).size, all.length);
});
