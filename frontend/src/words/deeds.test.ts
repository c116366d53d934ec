import assert from "node:assert/strict";
import { test } from "node:test";
import { deed } from "./deeds.ts";

test("deeds in words, with what they changed; an unknown one as it is", () => {
  assert.equal(deed("connection.pause"), "Paused a connection");
  assert.equal(deed("connection.change name, key"), "Changed a connection: name, key");
  assert.equal(deed("connection.disconnect, data: keep"), "Disconnected an account, its data kept");
  assert.equal(deed("moon.launch"), "Moon launch");
  assert.equal(deed("toString"), "ToString");
});
