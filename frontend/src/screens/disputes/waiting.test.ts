import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dispute } from "../../api/types.ts";
import { untilWhen } from "../dispute/awaited.ts";
import { gone, isAnswerable } from "./waiting.ts";
import { tabOf } from "./tabs.ts";

const NOW = new Date("2026-11-21T16:00:00Z");

test("an answer is asked for only where one can be given, and an odd state asks to look", () => {
  const soon = "2026-11-21T17:00:00Z";
  const past = "2026-11-21T15:00:00Z";
  const of = (status: string, due_by: string | null) => {
    const row = { status, due_by } as Dispute;
    return [isAnswerable(row, NOW), gone(row, NOW), untilWhen({ dispute: row, due_by }, NOW)];
  };
  assert.deepEqual(of("needs_response", soon), [true, null, "Answer by"]);
  assert.deepEqual(of("appeal_needs_response", soon), [true, null, "Answer by"]);
  assert.deepEqual(of("needs_response", past), [false, "Too late to answer", null]);
  assert.deepEqual(of("needs_response", null), [false, "Cannot be answered", null]);
  assert.deepEqual(of("other", soon), [false, null, "Look in Stripe before"]);
  assert.deepEqual(of("won", null), [false, null, null]);
});

test("the tab is what the address says, what it asks for, or what needs an answer", () => {
  const of = (search: string) => {
    const params = new URLSearchParams(search);
    return tabOf((name) => params.getAll(name));
  };
  assert.equal(of(""), "waiting");
  assert.equal(of("period=30d&mode=test"), "waiting");
  assert.equal(of("tab=closed&q=visa"), "closed");
  assert.equal(of("tab=nonsense"), "waiting");
  assert.equal(of("tab=review"), "bank");
  assert.equal(of("tab=waiting&reason=fraudulent"), "waiting");
  assert.equal(of("q=du_1"), "all");
  assert.equal(of("open=true"), "all");
  assert.equal(of("status=warning_needs_response&status=needs_response"), "waiting");
  assert.equal(of("status=won"), "all");
});
