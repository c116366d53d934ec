import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { baseOf, below, inside } from "./base.ts";

test("the base is what the page says, without a slash at its end", () => {
  assert.equal(baseOf("/"), "");
  assert.equal(baseOf("/desk/"), "/desk");
  assert.equal(baseOf("/a/desk/"), "/a/desk");
  assert.equal(baseOf("./"), "", "built, and served by nobody who knows");
  assert.equal(baseOf(undefined), "");
});

test("an address of ours and its path are each other's way back", () => {
  for (const base of ["", "/desk", "/payments"]) {
    for (const path of ["/", "/payments", "/payments/con_1/pi_1"]) {
      assert.equal(inside(below(path, base), base), path);
    }
  }
  assert.equal(inside("/desk", "/desk"), "/");
  assert.equal(inside("/desktop/payments", "/desk"), null);
  assert.equal(inside("/payments", "/desk"), null);
});

test("no link is written past the base", () => {
  const sources = new URL("../", import.meta.url);
  const past = /(href|src)="\/|(href|src)=\{`\/|address\.open\(["`]\/|fetch\(["`]\/|location\.(assign|replace)\(["`]\//;
  const found = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(svelte|ts)$/.test(name) && !/\.test\.ts$/.test(name))
    .filter((name) => past.test(readFileSync(new URL(name, sources), "utf8")));
  assert.deepEqual(found, [], "use desk.link, client.address or below of api/base");
});
