import assert from "node:assert/strict";
import { test } from "node:test";
import { delay, drawn, pace, roleName, seen, spanOf } from "./running.ts";

test("how much, and in what time", () => {
  const told = [0, 3, 59, 144, 5_999, 720_000].map((events) => pace(events, { seconds: 60 }));
  assert.deepEqual(
    told.map(({ figure }) => figure),
    ["none", "3", "59", "2.4 a second", "100.0 a second", "12,000 a second"],
  );
  assert.deepEqual(
    told.slice(1, 4).map(({ base }) => base),
    ["in the last minute", "in the last minute", "144 in the last minute"],
  );
  assert.equal(pace(2, { seconds: 30 }).base, "in the last 30 s");
});

test("what waits and since when", () => {
  assert.deepEqual(delay({ events: 0, oldest_s: 0, queue: 0 }), { figure: "none", base: "nothing waits" });
  assert.deepEqual(delay({ events: 1, oldest_s: 0.31, queue: 0 }), { figure: "0.3 s", base: "1 event waits to be worked in" });
  assert.deepEqual(delay({ events: 20_000, oldest_s: 75, queue: 4 }), {
    figure: "1 min",
    base: "20,000 events wait to be worked in, 4 deliveries being written",
  });
});

test("who does what, and when it was last seen", () => {
  assert.equal(roleName("worker"), "Works in what arrives, asks Stripe");
  assert.equal(roleName("night_shift"), "night shift");
  assert.deepEqual([0, 9.9, 21, 300].map(seen), ["now", "now", "21 s ago", "5 min ago"]);
});

test("the drawing reaches from edge to edge, the most to the top", () => {
  const { bars, line, most } = drawn([{ accepted: 4, applied: 0 }, { accepted: 1, applied: 2 }], 100, 20);
  assert.equal(most, 4);
  assert.deepEqual(bars[0], { x: 0, y: 0, width: 35, height: 20 });
  assert.deepEqual(bars[1], { x: 50, y: 15, width: 35, height: 5 });
  assert.equal(line, "17.5,20 67.5,10");
  assert.equal(drawn([{ accepted: 0, applied: 0 }], 100, 20).bars[0]?.height, 0);
});

test("what a trail is of", () => {
  const trail = [{ at: "2026-11-22T10:00:00Z" }, { at: "2026-11-22T10:00:10Z" }];
  const nodes = [{ started_at: "2026-11-22T10:04:00Z" }, { started_at: "2026-11-22T09:00:00Z" }];
  assert.equal(spanOf(trail, nodes), "in the last ten minutes");
  assert.equal(spanOf(trail, nodes.slice(0, 1)), "since Tillwatch started");
});
