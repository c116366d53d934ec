import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "./told.ts";

test("commands in a sentence are told apart", () => {
  assert.deepEqual(pieces("Use a tunnel, or run `stripe listen`."), [
    { text: "Use a tunnel, or run ", isCode: false },
    { text: "stripe listen", isCode: true },
    { text: ".", isCode: false },
  ]);
});

test("a sentence without commands stays whole, and so does a lone backtick", () => {
  assert.deepEqual(pieces("Nothing here."), [{ text: "Nothing here.", isCode: false }]);
  assert.deepEqual(pieces("5` o'clock"), [{ text: "5` o'clock", isCode: false }]);
  assert.deepEqual(pieces(""), []);
});
