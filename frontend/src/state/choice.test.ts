import assert from "node:assert/strict";
import { test } from "node:test";
import { Choice } from "./choice.svelte.ts";

const account = (id: string, mode: string | null) => ({ id, mode, name: id });
const LIVE = account("con_live", "live");
const TEST = account("con_test", "test");

function chosen(
  said: { mode?: string; connection?: string[] },
  all: { mode: string | null }[] | null = [LIVE, TEST],
) {
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

test("until the accounts are known, those that the address names are asked for and no others", () => {
  const known = (connection: string[], mode?: string) => {
    const { choice } = chosen({ connection, ...(mode ? { mode } : {}) }, null);
    assert.equal(choice.isKnown, false);
    return choice.query;
  };
  assert.deepEqual(known(["con_test"], "test"), { livemode: false, connection_id: ["con_test"] });
  assert.deepEqual(known(["con_a", "con_b"]), { livemode: undefined, connection_id: ["con_a", "con_b"] });
  assert.deepEqual(known([], "test"), { livemode: false, connection_id: undefined });
  assert.equal(chosen({}, []).choice.isKnown, true);
});

test("one of several accounts is asked for alike before and after they are known", () => {
  const said = { mode: "test", connection: ["con_test"] };
  const all = [LIVE, TEST, account("con_other", "test")];
  assert.deepEqual(chosen(said, null).choice.query, chosen(said, all).choice.query);
});
