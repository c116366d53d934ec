/** What can be chosen of an access token, and how one is told. */
import type { Access, Connection, Roles } from "../../api/types";
import { counted } from "../../format/rate.ts";
import { accountWords, roleTitle } from "../people/words.ts";

export const LIVES = [
  { value: "7", title: "After a week" },
  { value: "30", title: "After 30 days" },
  { value: "90", title: "After 90 days" },
  { value: "365", title: "After a year" },
  { value: "never", title: "Never", says: "until somebody ends it" },
];

/** What stands in place of a role: all that one may oneself, or single permissions. */
export const ALL = "all";
export const SOME = "some";

/** Days; null for one that never ends. */
export function lifeOf(chosen: string): number | null {
  return chosen === "never" ? null : Number(chosen);
}

/** "Analyst", "2 permissions of all accounts", "Support, Shop Berlin only". */
export function mayWords(one: Access, roles: Roles, all: readonly Connection[]): string {
  const role = roles.data.find(({ name }) => name === one.role);
  const limitable = new Set(roles.permissions.filter((each) => each.limitable).map(({ name }) => name));
  const whole = role?.permissions.filter((name) => one.connections === null || limitable.has(name)) ?? [];
  const isWhole = whole.length === one.permissions.length;
  const may = isWhole ? roleTitle(roles.data, one.role) : counted(one.permissions.length, "permission");
  return one.connections === null ? may : `${may}, ${accountWords(one.connections, all)} only`;
}

/** What each of its permissions is about, for whoever looks closer. */
export function mayAbout(one: Access, roles: Roles): string {
  const said = roles.permissions.filter(({ name }) => one.permissions.includes(name)).map(({ about }) => about);
  return said.length === 0 ? "It may nothing." : said.join("\n");
}
