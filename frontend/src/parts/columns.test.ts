import assert from "node:assert/strict";
import { test } from "node:test";
import { type Column, type OnPhone, placed } from "./columns.ts";

function column(key: string, phone?: OnPhone): Column<object> {
  return { key, head: key, cell: (() => null) as never, ...(phone ? { phone } : {}) };
}

test("on a phone the time stands first under the name: what is behind it may be cut", () => {
  const columns = [column("amount", "amount"), column("who", "name"), column("card", "under"), column("when", "time")];
  const { name, under, amount, state } = placed(columns);
  assert.equal(name.key, "who");
  assert.deepEqual(under.map((one) => one.key), ["when", "card"]);
  assert.equal(amount?.key, "amount");
  assert.equal(state, null);
});

test("without a name the first column is it, and stands nowhere else", () => {
  const { name, under } = placed([column("first", "under"), column("second", "under")]);
  assert.equal(name.key, "first");
  assert.deepEqual(under.map((one) => one.key), ["second"]);
});
