import assert from "node:assert/strict";
import { test } from "node:test";
import { grainOf, grainsFor } from "./grains.ts";

const UNTIL = new Date("2026-11-22T00:00:00Z");
const back = (days: number) => new Date(UNTIL.getTime() - days * 86_400_000);

test("a period is divided so that a drawing has some ten to some sixty points", () => {
  assert.equal(grainOf(back(1), UNTIL, null), "hour");
  assert.equal(grainOf(back(30), UNTIL, null), "day");
  assert.equal(grainOf(back(90), UNTIL, null), "week");
  assert.equal(grainOf(back(800), UNTIL, null), "month");
  assert.equal(grainOf(null, UNTIL, null), "month");
});

test("what does not fit a period is not on offer, and not drawn for an address that asks for it", () => {
  assert.deepEqual(grainsFor(back(7), UNTIL), ["hour", "day"]);
  assert.deepEqual(grainsFor(back(90), UNTIL), ["day", "week", "month"]);
  assert.deepEqual(grainsFor(null, UNTIL), ["month"]);
  assert.equal(grainOf(back(90), UNTIL, "hour"), "week");
  assert.equal(grainOf(back(90), UNTIL, "day"), "day");
});
