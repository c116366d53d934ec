/** The parts of the list of disputes. */
import type { Query } from "../../api/client.ts";
import { WAITING } from "./waiting.ts";

export const TABS = [
  { name: "waiting", title: "Need an answer" },
  { name: "bank", title: "With the bank" },
  { name: "closed", title: "Closed" },
  { name: "all", title: "All" },
] as const;
export type TabName = (typeof TABS)[number]["name"];

/** The parts that are a plain list; the others are the queue. */
export type ListName = Exclude<TabName, "waiting" | "bank">;
/** What parts were called in addresses before. */
const BEFORE: Readonly<Record<string, TabName>> = { review: "bank" };

/** What each plain list asks for beside the filters. */
export const FIXED: Readonly<Record<ListName, Query>> = {
  closed: { open: "false" },
  all: {},
};

type Summed = { field: string; summed: string; apart?: { field: string; of: string } };

/** What each part adds up: what is decided is no longer in question. */
export const SUMMED: Readonly<Record<ListName, Summed>> = {
  closed: { field: "amount_lost", summed: "lost", apart: { field: "amount_won", of: "won" } },
  all: { field: "amount", summed: "disputed" },
};
/** What an address names that asks for those that wait. */
const FIRST = ["needs_response", "warning_needs_response"];
const NARROWING = ["q", "status", "reason", "amount_min", "amount_max", "network", "open"];

/** Which part the address means: the one it names, those that wait if it asks for just them, all if it
 * narrows otherwise. */
export function tabOf(values: (name: string) => string[]): TabName {
  const [asked = ""] = values("tab");
  const named = BEFORE[asked] ?? TABS.find(({ name }) => name === asked)?.name;
  if (named) return named;
  const status = values("status");
  const isWaiting = FIRST.every((one) => status.includes(one)) && status.every((one) => WAITING.includes(one));
  const others = NARROWING.filter((name) => name !== "status" || !isWaiting);
  return others.some((name) => values(name).length > 0) ? "all" : "waiting";
}
