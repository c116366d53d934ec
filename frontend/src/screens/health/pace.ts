/** How often and how late, in words. */
import type { HealthGroup } from "../../api/types.ts";
import { count } from "../../format/rate.ts";

const MINUTE_S = 60;
const HOUR_S = 3_600;

/** `60 s`, `15 min`, `2 h`. */
export function every(seconds: number): string {
  if (seconds <= MINUTE_S) return `${Math.round(seconds)} s`;
  if (seconds < HOUR_S) return `${Math.round(seconds / MINUTE_S)} min`;
  return `${Math.round(seconds / HOUR_S)} h`;
}

/** `330 ms` is `0.3 s`; `1.2 s`, `12 s`, `3 min`. */
export function late(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return every(seconds);
}

type How = Pick<HealthGroup, "how" | "every_s">;

/** "by webhook", "by checking every 60 s", "off". */
export function way({ how, every_s }: How): string {
  if (how === "webhook") return "by webhook";
  if (how === "checking") return every_s === null ? "by checking" : `by checking every ${every(every_s)}`;
  return how === "off" ? "off" : how.replaceAll("_", " ");
}

type Counts = Pick<HealthGroup, "by_webhook" | "by_checking">;

/** "99 by webhook, 2,573 by checking"; null where nothing came. */
export function came({ by_webhook, by_checking }: Counts): string | null {
  const parts = [
    by_webhook > 0 ? `${count(by_webhook)} by webhook` : null,
    by_checking > 0 ? `${count(by_checking)} by checking` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : null;
}

/** The name of a standing work, for a person. */
const WORKS: Readonly<Record<string, string>> = {
  poll: "Checking for new events",
  gap: "Check for missed activity",
  missing: "Balance entries that were named",
  entries: "Balance entries",
  payouts: "What payouts hold",
  balance: "The balance",
  undecided: "Objects that two events left undecided",
  heads: "The newest of each list",
};

export function workName(work: string): string {
  return WORKS[work] ?? work.replaceAll("_", " ");
}
