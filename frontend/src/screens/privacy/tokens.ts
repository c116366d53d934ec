/** What can be chosen of an access token. */
export const ROLES = [
  { value: "reader", title: "Read everything", says: "changes nothing" },
  { value: "watcher", title: "Read the metrics", says: "for Prometheus: how much happens, no payments" },
  { value: "admin", title: "Do everything", says: "connect accounts, replace keys, make tokens" },
];

export const LIVES = [
  { value: "30", title: "After 30 days" },
  { value: "90", title: "After 90 days" },
  { value: "365", title: "After a year" },
  { value: "never", title: "Never" },
];

/** Days; null for one that never ends. */
export function lifeOf(chosen: string): number | null {
  return chosen === "never" ? null : Number(chosen);
}

export function roleWords(role: string): string {
  if (role === "reader") return "reads everything";
  if (role === "watcher") return "reads the metrics only";
  return role === "admin" ? "may do everything" : role;
}
