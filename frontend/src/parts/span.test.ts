import assert from "node:assert/strict";
import { test } from "node:test";
import { LONGEST, offsetOf, spanOf } from "./span.ts";

test("only rows near the view are drawn, room stands for the others", () => {
  const at = spanOf(1000, 40, { top: 20_000, height: 800 });
  assert.deepEqual(at, { first: 492, last: 528, above: 19_680, below: 18_880 });
  assert.equal(at.above + at.below + (at.last - at.first) * 40, 40_000);
});

test("both ends are reached", () => {
  assert.equal(spanOf(1000, 40, { top: 0, height: 800 }).first, 0);
  assert.equal(spanOf(1000, 40, { top: 39_200, height: 800 }).last, 1000);
  assert.equal(spanOf(1000, 40, { top: 1e9, height: 800 }).last, 1000);
  assert.deepEqual(spanOf(0, 40, { top: 0, height: 800 }), { first: 0, last: 0, above: 0, below: 0 });
  assert.deepEqual(spanOf(1, 40, { top: 0, height: 800 }), { first: 0, last: 1, above: 0, below: 0 });
});

test("a million rows stay within what a browser can draw, and each can be gone to", () => {
  const million = 1_000_000;
  for (const index of [0, 1, 7, 499_999, million - 30, million - 1]) {
    const top = offsetOf(index, million, 40, 800);
    const { first, last, above, below } = spanOf(million, 40, { top, height: 800 });
    assert.ok(first <= index && index < last, `${index} in ${first}-${last}`);
    assert.ok(above + below + (last - first) * 40 <= LONGEST + 1600, `${index}`);
    const shownAt = above + (index - first) * 40;
    assert.ok(shownAt >= top - 1 && shownAt + 40 <= top + 801, `${index} at ${shownAt}, seen from ${top}`);
  }
  const end = spanOf(million, 40, { top: LONGEST - 800, height: 800 });
  assert.equal(end.last, million);
  assert.equal(Math.round(end.above + (million - end.first) * 40), LONGEST);
});
