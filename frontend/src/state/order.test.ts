import assert from "node:assert/strict";
import { test } from "node:test";
import { byName } from "./order.ts";

const rows = (...names: string[]) => names.map((name, index) => ({ name, mode: "live", id: `con_${index}` }));

test("accounts are listed by name, as a person counts", () => {
  const names = byName(rows("Shop 10", "shop 2", "Äther", "Shop 1")).map((one) => one.name);
  assert.deepEqual(names, ["Äther", "Shop 1", "shop 2", "Shop 10"]);
});

test("of one name the live one comes first, and the order never changes by itself", () => {
  const two = [
    { name: "Shop", mode: "test", id: "con_a" },
    { name: "Shop", mode: "live", id: "con_c" },
    { name: "Shop", mode: "live", id: "con_b" },
  ];
  const ids = ["con_b", "con_c", "con_a"];
  assert.deepEqual(byName(two).map((one) => one.id), ids);
  assert.deepEqual(byName([...two].reverse()).map((one) => one.id), ids);
});
