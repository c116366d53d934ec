/** What people's access is called on a screen. */
import type { Connection, Role, Roles } from "../../api/types";
import { counted } from "../../format/rate.ts";

export function roleTitle(roles: readonly Role[], name: string): string {
  return roles.find((one) => one.name === name)?.title ?? name;
}

/** "all accounts", "Shop Berlin", "2 of 5 accounts". An account that is gone still counts. */
export function accountWords(chosen: readonly string[] | null, all: readonly Connection[]): string {
  if (chosen === null) return "all accounts";
  const only = chosen.length === 1 ? all.find(({ id }) => id === chosen[0]) : undefined;
  if (only) return only.name;
  return `${chosen.length} of ${counted(all.length, "account")}`;
}

/** What a role may, in sentences; what only counts for all accounts is left out for who is kept to some. */
export function sentences(roles: Roles, role: Role | undefined, isLimited: boolean): string[] {
  if (role === undefined) return [];
  return roles.permissions
    .filter(({ name, limitable }) => role.permissions.includes(name) && (limitable || !isLimited))
    .map(({ about }) => about);
}
