import assert from "node:assert/strict";
import { test } from "node:test";
import type { Connection } from "../../api/types.ts";
import { completeBackTo, heardAt, knownFrom, missing, needed, payoutsSaid, untold } from "./truth.ts";

function account(heard_at: string | null, complete_back_to: string | null): Connection {
  const permission = { name: "X", purpose: "", level: "core" as const, turns_off: "x" };
  return {
    name: "Shop",
    heard_at,
    import: { complete_back_to },
    permissions: [
      { ...permission, slug: "no", granted: false },
      { ...permission, slug: "yes", granted: true },
      { ...permission, slug: "unknown", granted: null, reason: "no such list" },
    ],
  } as Connection;
}

const EARLY = account("2026-11-19T10:00:00Z", "2024-01-01T00:00:00Z");
const LATE = account("2026-11-19T11:00:00Z", "2025-01-01T00:00:00Z");

test("the account that was silent longest speaks for all", () => {
  assert.equal(heardAt([LATE, EARLY]), "2026-11-19T10:00:00Z");
  assert.equal(heardAt([LATE, account(null, null)]), null);
  assert.equal(heardAt([]), null);
});

test("all are complete only as far back as the shortest history", () => {
  assert.equal(completeBackTo([EARLY, LATE]), "2025-01-01T00:00:00Z");
  assert.equal(completeBackTo([EARLY, account(null, null)]), null);
});

test("what lies before the import's reach is not known", () => {
  const done = { ...LATE, import: { ...LATE.import, state: "done" } };
  assert.equal(knownFrom([done]), -Infinity);
  assert.equal(knownFrom([done, LATE]), Date.parse("2025-01-01T00:00:00Z"));
  assert.equal(knownFrom([done, account(null, null)]), Infinity);
});

test("only a permission that was refused is missing, and it is named once", () => {
  const found = missing([EARLY, LATE]);
  assert.deepEqual(
    found.map((one) => [one.slug, one.accounts]),
    [["no", ["Shop", "Shop"]]],
  );
});

test("what is needed is what an account is connected for, whatever it is for others", () => {
  const [no] = EARLY.permissions;
  const given = (wanted: boolean) =>
    ({ ...EARLY, name: String(wanted), permissions: [{ ...no, wanted, level: "optional" }] }) as Connection;
  assert.deepEqual(needed([given(false)]), []);
  assert.deepEqual(
    needed([given(false), given(true)]).map((one) => [one.slug, one.accounts]),
    [["no", ["true"]]],
  );
});

test("what could not be found out is kept apart", () => {
  assert.deepEqual(
    untold([EARLY]).map((one) => one.slug),
    ["unknown"],
  );
});

test("payouts are said to be equal only as far as their entries are known", () => {
  assert.equal(payoutsSaid({ equal: 0, known: 0, total: 0 }), null);
  assert.deepEqual(payoutsSaid({ equal: 61, known: 61, total: 61 }), {
    said: "61 of 61 payouts equal their entries",
    equal: true,
  });
  assert.equal(
    payoutsSaid({ equal: 59, known: 59, total: 61 })?.said,
    "59 of 59 payouts equal their entries, 2 not yet known",
  );
  assert.deepEqual(payoutsSaid({ equal: 58, known: 59, total: 61 }), {
    said: "1 of 59 payouts do not equal their entries",
    equal: false,
  });
});
