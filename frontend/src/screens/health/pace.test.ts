import assert from "node:assert/strict";
import { test } from "node:test";
import { came, every, late, way, workName } from "./pace.ts";

test("how often and how late", () => {
  assert.deepEqual([60, 90, 900, 7_200].map(every), ["60 s", "2 min", "15 min", "2 h"]);
  assert.deepEqual([330, 9_940, 12_000, 180_000].map(late), ["0.3 s", "9.9 s", "12 s", "3 min"]);
});

test("by which way a kind of event comes", () => {
  assert.equal(way({ how: "webhook", every_s: 900 }), "by webhook");
  assert.equal(way({ how: "checking", every_s: 60 }), "by checking every 60 s");
  assert.equal(way({ how: "off", every_s: null }), "off");
  assert.equal(way({ how: "by_pigeon", every_s: null }), "by pigeon");
  assert.equal(came({ by_webhook: 99, by_checking: 2_573 }), "99 by webhook, 2,573 by checking");
  assert.equal(came({ by_webhook: 0, by_checking: 0 }), null);
  assert.equal(workName("new_work"), "new work");
});
