import assert from "node:assert/strict";
import { test } from "node:test";
import type { CasePart } from "../../../api/types.ts";
import { lengths, points, share, terms } from "./sums.ts";

const usd = (amount: number) => ({ amount, currency: "usd" });
const part = (what: string, sign: number, amount: number, ...shares: string[]): CasePart => ({
  what, sign, amount: usd(amount), shares, source: what === "counter_fee" ? "your balance" : "",
});
const flat = (text: string) => text.replaceAll("\u2009", "");

test("a gain adds up in words, and each amount says where it is from", () => {
  const fight = terms({ parts: [part("disputed", 1, 24600, "0.52"), part("counter_fee", -1, 1500, "0.48")] });
  assert.equal(flat(fight.map((one) => one.words).join("")), "52% × $246.00 − 48% × $15.00 fee");
  assert.deepEqual(fight.map((one) => one.source), ["", "your balance"]);
  const smart = terms({ parts: [part("disputed", 1, 24600, "0.52", "0.7"), part("labour", -1, 400)] });
  assert.equal(flat(smart.map((one) => one.words).join("")), "52% × 70% × $246.00 − $4.00 of work");
});

test("shares keep their digits and points their sign", () => {
  assert.equal(flat(share("0.315")), "31.5%");
  assert.equal(flat(share("0.07")), "7%");
  assert.deepEqual([points(-8), points(4), points(0)], ["−8", "+4", "0"]);
  assert.deepEqual(lengths([{ points: -8 }, { points: 4 }, { points: 0 }]), [1, 0.5, 0]);
});
