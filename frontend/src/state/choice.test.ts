import assert from "node:assert/strict";
import { test } from "node:test";
import { Choice } from "./choice.svelte.ts";

const account = (id: string, mode: string | null) => ({ id, mode, name: id });
const LIVE = account("con_live", "live");
const TEST = account("con_test", "test");

function chosen(said: { mode?: string; connection?: string[] }, all = [LIVE, TEST]) {
  const went: unknown[] = [];
  const address = {
    get: (name: "mode") => said[name] ?? null,
    all: (name: "connection") => said[name] ?? [],
    go: (changes: unknown) => went.push(changes),
  };
  return { choice: new Choice(address as never, () => all as never), went };
}

test("live goes without saying where there is any", () => {
  const { choice } = chosen({});
  assert.deepEqual([choice.mode, choice.missing], ["live", null]);
  assert.equal(chosen({}, [TEST]).choice.mode, "test");
});

test("an address that names an account is of its mode", () => {
  const { choice, went } = chosen({ connection: ["con_test"] });
  assert.equal(choice.mode, "test");
  assert.deepEqual(choice.query, { livemode: false, connection_id: undefined });
  choice.takeAll();
  assert.deepEqual(went, [{ mode: "test", connection: null }]);
});

test("an address of accounts that are gone, or of a mode without any, leads to none", () => {
  assert.equal(chosen({ connection: ["con_nope"] }).choice.missing, "accounts");
  assert.equal(chosen({ connection: ["con_nope", "con_live"] }).choice.missing, null);
  assert.equal(chosen({ mode: "live" }, [TEST]).choice.missing, "mode");
  assert.equal(chosen({ mode: "live", connection: ["con_nope"] }, []).choice.missing, null);
});
