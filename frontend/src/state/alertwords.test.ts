import assert from "node:assert/strict";
import { test } from "node:test";
import type { ActivityRow } from "../api/types.ts";
import { lineOf, toastOf } from "./alertwords.ts";

const HARBOR = { id: "con_a", name: "Harbor & Pine" };
const OTHER = { id: "con_b", name: "Miyama Cha" };
const ROW = {
  connection_id: "con_a",
  event_id: "evt_1",
  livemode: false,
  who: null,
  text: "A payment was disputed",
  icon: "dispute",
  tone: "bad",
  type: "charge.dispute.created",
  amount: { amount: 900, currency: "usd" },
  object: { kind: "dispute", id: "du_1" },
} as unknown as ActivityRow;

function desk(chosen: { id: string; name: string }[], all = [HARBOR, OTHER]) {
  return {
    choice: { chosen },
    connections: { value: { data: all } },
    account: (id: string) => all.find((one) => one.id === id) ?? null,
    link: (path: string) => path,
  } as never;
}

test("whose it was goes without saying where only that account is looked at", () => {
  assert.equal(lineOf(desk([HARBOR]), ROW), "A payment was disputed, $9.00");
  assert.equal(lineOf(desk([HARBOR], [HARBOR]), ROW), "A payment was disputed, $9.00");
  assert.equal(toastOf(desk([HARBOR]), ROW).text, "$9.00");
});

test("it is said where several are looked at, or another one", () => {
  assert.equal(lineOf(desk([HARBOR, OTHER]), ROW), "A payment was disputed, $9.00 (Harbor & Pine)");
  assert.equal(lineOf(desk([OTHER]), ROW), "A payment was disputed, $9.00 (Harbor & Pine)");
  assert.equal(toastOf(desk([OTHER]), ROW).text, "$9.00 · Harbor & Pine");
});

test("outside the page whose it was is said wherever there are several, and that it is a test", () => {
  assert.equal(lineOf(desk([HARBOR]), ROW, true), "A payment was disputed, $9.00 (Harbor & Pine, Test)");
  assert.equal(lineOf(desk([HARBOR], [HARBOR]), ROW, true), "A payment was disputed, $9.00 (Test)");
});
