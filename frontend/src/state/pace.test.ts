import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { paced } from "./pace.ts";

/** A clock that is told how far to go; what is due on the way happens at its moment. */
function clock() {
  let now = 0;
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(performance, "now", () => now);
  return async (to: number) => {
    while (now < to) {
      now += 10;
      mock.timers.tick(10);
      await Promise.resolve();
      await Promise.resolve();
    }
  };
}

test("many calls act at once and once more after the gap", async () => {
  const go = clock();
  let acted = 0;
  const call = paced(async () => void (acted += 1), 1_000);
  call();
  await go(10);
  assert.equal(acted, 1);
  for (let at = 100; at <= 900; at += 100) {
    await go(at);
    call();
  }
  assert.equal(acted, 1);
  await go(1_100);
  assert.equal(acted, 2);
  await go(5_000);
  assert.equal(acted, 2);
  mock.reset();
  mock.timers.reset();
});

test("what takes long is asked for less often, and the last call is never lost", async () => {
  const go = clock();
  const started: number[] = [];
  const act = () =>
    new Promise<void>((done) => {
      started.push(performance.now());
      setTimeout(done, 500);
    });
  const call = paced(act, 100);
  call();
  await go(200);
  call();
  await go(1_900);
  assert.equal(started.length, 1);
  await go(2_200);
  assert.equal(started.length, 2);
  mock.reset();
  mock.timers.reset();
});
