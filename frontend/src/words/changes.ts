/** What an entry of the log says of before and after, in words. */
import { type Deed, isNothing, isText, role } from "./deeds.ts";
import { plain } from "./plain.ts";

const FIELDS: Readonly<Record<string, string>> = {
  connections: "Accounts",
  data: "Its data",
  email: "E-mail",
  filters: "Filters",
  how: "How",
  key: "Key",
  lives_s: "Lives",
  permissions: "Permissions",
  person_id: "Person",
  repair: "Take over what differs",
  secret: "Signing secret",
  since: "Back to",
  tries: "Tries",
  want: "For",
  work: "Work",
  zone: "Time zone",
};

/** One line of what an entry changed. */
export type Changed = { name: string; before: string | null; after: string | null };

/** What an entry says of before and after, in words; without what stands for nothing on both sides. */
export function changes({ before, after }: Deed, named: (id: string) => string | undefined): Changed[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .filter((name) => !isNothing(before?.[name]) || !isNothing(after?.[name]))
    .map((name) => ({
      name: FIELDS[name] ?? plain(name),
      before: before && name in before ? value(name, before[name], named) : null,
      after: after && name in after ? value(name, after[name], named) : null,
    }));
}

function value(name: string, told: unknown, named: (id: string) => string | undefined): string {
  if (name === "connections" && isNothing(told)) return "all";
  if (isNothing(told)) return "nothing";
  if (name === "role" && isText(told)) return role(told);
  if (name === "lives_s" && typeof told === "number") return lasting(told);
  if (Array.isArray(told)) return told.map((one) => (isText(one) ? (named(one) ?? one) : String(one))).join(", ") || "none";
  if (typeof told === "boolean") return told ? "yes" : "no";
  if (typeof told === "object" && told !== null) {
    const pairs = Object.entries(told).map(([key, of]) => `${key} ${String(of)}`);
    return pairs.join(", ") || "none";
  }
  return String(told);
}

function lasting(seconds: number): string {
  const days = Math.round(seconds / 86_400);
  if (days >= 2) return `${days} days`;
  return seconds >= 7200 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 60)} minutes`;
}
