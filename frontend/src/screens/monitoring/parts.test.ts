import assert from "node:assert/strict";
import { test } from "node:test";
import { partsOf } from "./parts.ts";

test("a small file is sent as it is", () => {
  assert.deepEqual(partsOf("a,b\n1,2\n", 100), ["a,b\n1,2\n"]);
});

test("a large one is sent in parts, each with the first line, and lines keep their numbers", () => {
  const lines = Array.from({ length: 9 }, (_, at) => `2026-01-0${at + 1},1.1`);
  const parts = partsOf(["Date,USD", ...lines].join("\n"), 60);
  assert.ok(parts.length > 2);
  const told = new Map<number, string>();
  for (const part of parts) {
    assert.ok(part.length <= 60 + lines.length);
    const [head, ...rest] = part.split("\n");
    assert.equal(head, "Date,USD");
    rest.forEach((line, at) => line && told.set(at + 2, line));
  }
  assert.deepEqual([...told], lines.map((line, at) => [at + 2, line]));
});
