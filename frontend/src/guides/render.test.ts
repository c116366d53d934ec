import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { led, render, slug } from "./render.ts";

const GUIDES = new URL("../../../docs/guides/", import.meta.url);

test("a guide is cut at its headings, a section at its parts", () => {
  const found = render(
    "<!-- guide: watch -->\n# Watch\n\nIntro.\n\n## 1. Copy the *key*\n\n<!-- shared: a.md#b -->\nSay it.\n<!-- /shared -->\n" +
      "<!-- part: key -->\nThe link.\n<!-- /part -->\nAfter.\n\n## 2. End\n\n```sh\n## not a heading\n```\n",
  );
  assert.equal(found.title, "Watch");
  assert.equal(found.guide, "watch");
  assert.deepEqual(
    found.sections.map((one) => [one.id, one.title]),
    [["1-copy-the-key", "1. Copy the key"], ["2-end", "2. End"]],
  );
  assert.deepEqual(found.sections[0]?.pieces, [
    { part: null, html: "<p>Say it.</p>\n" },
    { part: "key", html: "<p>The link.</p>\n" },
    { part: null, html: "<p>After.</p>\n" },
  ]);
  assert.match(found.sections[1]?.pieces[0]?.html ?? "", /## not a heading/);
});

test("links lead where the app has the page, else they are words", () => {
  assert.equal(led("webhook.md"), "/help/webhook");
  assert.equal(led("guides/webhook.md#add-the-endpoint"), "/help/webhook#add-the-endpoint");
  assert.equal(led("index.md"), "/help");
  assert.equal(led("../decisions/0001-one.md"), null);
  assert.equal(led("https://example.com/a"), "https://example.com/a");
  assert.match(render("# A\n\n[there](../README.md)").intro[0]?.html ?? "", /<p>there<\/p>/);
});

test("no HTML of a page's own gets through", () => {
  const found = render("# A\n\nOne <b onclick=\"x()\">two</b>.\n\n<script>x()</script>\n\n![p](p.png)\n");
  assert.equal(found.intro.map((one) => one.html).join(""), "<p>One two.</p>\n<p></p>\n");
});

test("an anchor is the one GitHub makes", () => {
  assert.equal(slug("Log in and choose the account"), "log-in-and-choose-the-account");
  assert.equal(slug("Stripe's pages, 2"), "stripes-pages-2");
});

test("every guide has a title and steps, and leaves no marker behind", () => {
  for (const file of readdirSync(GUIDES)) {
    const found = render(readFileSync(new URL(file, GUIDES), "utf8"));
    assert.ok(found.title !== "", file);
    const pieces = [...found.intro, ...found.sections.flatMap((one) => one.pieces)];
    for (const { html } of pieces) assert.doesNotMatch(html, /<!--/, file);
  }
});

test("what the walk shows of the guides is there", () => {
  const sections = (file: string) =>
    render(readFileSync(new URL(file, GUIDES), "utf8")).sections.map((one) => one.id);
  const basics = sections("stripe-basics.md");
  for (const id of [
    "log-in-and-choose-the-account",
    "find-the-page-with-the-keys",
    "create-the-restricted-key",
    "copy-the-key",
    "which-key-not-to-use",
  ]) assert.ok(basics.includes(id), id);
  const webhook = sections("webhook.md");
  for (const id of ["add-the-endpoint", "reveal-the-signing-secret", "wait-for-the-first-event", "if-no-event-comes"])
    assert.ok(webhook.includes(id), id);
  assert.ok(sections("pay-referrers.md").includes("2-set-the-customers-metadata"));
});

test("each cell of a table says which column it is of, for a phone", () => {
  const { intro } = render("# T\n\n| what | `where` | |\n|---|---|---|\n| a key | there | yes |\n");
  const html = intro.map((piece) => piece.html).join("");
  assert.match(html, /<th>what<\/th><th><code>where<\/code><\/th><td><\/td>/);
  assert.match(html, /<td data-head="what">a key<\/td><td data-head="where">there<\/td><td>yes<\/td>/);
});
