import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dispute } from "../../api/types.ts";
import { readWaiting } from "./waiting.ts";
import { tabOf } from "./tabs.ts";

const dispute = (id: string, due_by: string | null) => ({ id, due_by }) as Dispute;

test("all pages are read, and the soonest stands first", async () => {
  const pages = [
    { data: [dispute("a", "2026-12-03T00:00:00Z"), dispute("b", null)], next_cursor: "x" },
    { data: [dispute("c", "2026-11-30T00:00:00Z")], next_cursor: null },
  ];
  const asked: unknown[] = [];
  const found = await readWaiting(async (query) => {
    asked.push(query["cursor"]);
    return pages[asked.length - 1] ?? { data: [], next_cursor: null };
  });
  assert.deepEqual(asked, [null, "x"]);
  assert.deepEqual(found.data.map((one) => one.id), ["c", "a", "b"]);
  assert.equal(found.next_cursor, null);
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
  assert.equal(of("q=du_1"), "all");
  assert.equal(of("open=true"), "all");
  assert.equal(of("status=warning_needs_response&status=needs_response"), "waiting");
  assert.equal(of("status=won"), "all");
});
