import assert from "node:assert/strict";
import { test } from "node:test";
import { find, match } from "./match.ts";

test("a name in a pattern stands for one part", () => {
  assert.deepEqual(match("/payments/:connection/:id", "/payments/con_1/pi_2"), {
    connection: "con_1",
    id: "pi_2",
  });
  assert.equal(match("/payments/:connection/:id", "/payments/con_1"), null);
  assert.equal(match("/payments", "/refunds"), null);
  assert.deepEqual(match("/", "/"), {});
});

test("a part is read as it was meant, and one that cannot be read leads nowhere", () => {
  assert.deepEqual(match("/help/:guide", "/help/a%2Fb%20c"), { guide: "a/b c" });
  assert.equal(match("/help/:guide", "/help/%E0%A4%A"), null);
});

test("the first that fits is taken, with or without a slash at the end", () => {
  const routes = [{ pattern: "/settings/connections/connect" }, { pattern: "/settings/connections/:id" }];
  assert.equal(find(routes, "/settings/connections/connect/")?.route, routes[0]);
  assert.deepEqual(find(routes, "/settings/connections/con_1")?.params, { id: "con_1" });
  assert.equal(find(routes, "/elsewhere"), null);
});
