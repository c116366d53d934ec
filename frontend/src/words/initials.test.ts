import assert from "node:assert/strict";
import { test } from "node:test";
import { initials } from "./initials.ts";

test("the first letters of the first two words", () => {
  assert.equal(initials("Harbor & Pine"), "HP");
  assert.equal(initials("northlight"), "N");
  assert.equal(initials("مقهى الشمال"), "ما");
  assert.equal(initials("𝔸lpha 42"), "𝔸4");
  assert.equal(initials(" -- "), "?");
});
