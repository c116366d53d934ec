import assert from "node:assert/strict";
import { test } from "node:test";
import { changes } from "./changes.ts";
import { deed, type Deed } from "./deeds.ts";

const named = (id: string) => (id === "con_1" ? "Till Shop" : undefined);

function one(what: string, more: Partial<Deed> = {}): Deed {
  return { what, about: null, about_name: null, before: null, after: null, ...more };
}

test("an entry is a sentence about who did what to whom", () => {
  const cases: [Deed, string][] = [
    [one("connection.pause", { about: "con_1" }), "paused Till Shop"],
    [one("connection.pause"), "paused a connection"],
    [
      one("person.access", { about: "Ben (usr_1)", before: { role: "support" }, after: { role: "analyst" } }),
      "changed the role of Ben from Support to Analyst",
    ],
    [one("person.access", { about: "Ben (usr_1)", after: { connections: null } }), "changed which accounts Ben sees"],
    [one("access.revoke", { about: "acc_1", access_id: "acc_1" }), "signed out"],
    [one("access.revoke", { about: "acc_1", about_name: "reports" }), "ended the access token or session reports"],
    [one("session.create", { about: "by password" }), "signed in by password"],
    [one("session.wrong"), "tried to sign in as nobody here and could not"],
    [one("rebuild"), "recalculated everything"],
  ];
  for (const [told, expected] of cases) assert.equal(deed(told, named), expected);
});

test("an older name, and one that has no words", () => {
  assert.equal(deed(one("connection.change name, key", { about: "con_1" }), named), "changed the connection Till Shop: name, key");
  assert.equal(deed(one("connection.disconnect, data: keep", { about: "con_1" }), named), "disconnected Till Shop, its data kept");
  assert.equal(deed(one("moon.launch")), "moon launch");
  assert.equal(deed(one("toString")), "toString");
});

test("what changed, by its name, before and after", () => {
  const told = one("person.access", {
    before: { role: "support", connections: null, key: null },
    after: { role: "analyst", connections: ["con_1", "con_2"], key: null, lives_s: 600 },
  });
  assert.deepEqual(changes(told, named), [
    { name: "Role", before: "Support", after: "Analyst" },
    { name: "Accounts", before: "all", after: "Till Shop, con_2" },
    { name: "Lives", before: null, after: "10 minutes" },
  ]);
});
