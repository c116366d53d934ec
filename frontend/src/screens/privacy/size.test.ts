import assert from "node:assert/strict";
import { test } from "node:test";
import { size } from "./size.ts";

test("sizes in the largest unit", () => {
  assert.deepEqual([0, 999, 138_506_096, 2_000_000_000_000_000].map(size), ["0 bytes", "999 bytes", "138.5 MB", "2000.0 TB"]);
});
