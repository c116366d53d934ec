import assert from "node:assert/strict";
import { test } from "node:test";
import { fileOf } from "./file.ts";

const HERE = "https://pay.example.com";

test("a file of ours is fetched", () => {
  assert.equal(fileOf("/api/v1/payments.csv?tz=UTC", HERE), "/api/v1/payments.csv?tz=UTC");
  assert.equal(fileOf("/till/api/v1/customers.csv", HERE), "/till/api/v1/customers.csv");
});

test("nothing else is", () => {
  for (const asked of [
    null,
    "",
    "//evil.example/api/v1/payments.csv",
    "/\\evil.example/api/v1/payments.csv",
    "https://evil.example/api/v1/payments.csv",
    "javascript:alert(1)//api/v1/payments.csv",
    "/api/v1/session",
    "/api/v1/payments.csv/../../../open/x",
  ]) {
    assert.equal(fileOf(asked, HERE), null, String(asked));
  }
});
