import assert from "node:assert/strict";
import { test } from "node:test";
import { soon } from "./arrival.ts";

test("without a webhook a quiet account may take ten minutes", () => {
  assert.equal(soon([{ has_webhook_secret: true }]), "within a minute");
  assert.equal(soon([]), "within a minute");
  assert.equal(
    soon([{ has_webhook_secret: true }, { has_webhook_secret: false }]),
    "within a minute, or ten without a webhook",
  );
});
