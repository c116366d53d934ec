import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, text, wordsOf } from "./passkeys.ts";

test("bytes go to base64url and back", () => {
  const raw = Uint8Array.from([0, 250, 251, 252, 253, 254, 255]).buffer;
  assert.equal(text(raw), "APr7_P3-_w");
  assert.deepEqual(new Uint8Array(bytes(text(raw))), new Uint8Array(raw));
  assert.equal(text(bytes("")), "");
});

test("what a browser says is told in words", () => {
  const known = Object.assign(new Error("x"), { name: "InvalidStateError" });
  assert.equal(wordsOf(known), "This device has a passkey for you already.");
  assert.match(wordsOf(new Error("anything")), /^No passkey was used/);
});
