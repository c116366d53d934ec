/** Rows of a fact, as the address asks for them. */
import type { Catalogue } from "../../../api/types";
import type { Condition } from "../../../state/asking.svelte";
import { readCondition } from "../tree.ts";

export type Fact = Catalogue["facts"][number];
export type RowsAsked = { fact: string; columns: string[]; filter: Condition | null; sort: { by: string; descending: boolean } };

type Said = { get: (name: string) => string | null; all: (name: string) => string[] };

/** The most telling first; of these the first few that a fact has are shown unless others are chosen. */
const TELLING = ["event_type", "outcome", "payment_status", "refund_status", "dispute_status", "fee_words", "category", "reason_code", "scheme", "issuer_country", "method"];
const COLUMNS = 4;
export const COLUMNS_MAX = 12;

/** Null: the address is about numbers, or about rows there are none of. */
export function rowsOf(said: Said, facts: readonly Fact[]): RowsAsked | null {
  const fact = facts.find((one) => one.slug === said.get("rows"));
  if (!fact) return null;
  const offered = offeredOf(fact);
  const chosen = said.all("col").filter((one) => offered.includes(one));
  const sort = said.get("sort");
  const by = sort?.replace(/^-/, "") ?? "time";
  const sorts = ["time", ...fact.columns.filter((one) => one.kind === "amount").map((one) => one.slug)];
  return {
    fact: fact.slug,
    columns: chosen.length > 0 ? chosen : usual(fact),
    filter: readCondition(said.get("f")),
    sort: sorts.includes(by) ? { by, descending: sort === null || sort.startsWith("-") } : { by: "time", descending: true },
  };
}

export function usual(fact: Fact): string[] {
  const offered = offeredOf(fact);
  return TELLING.filter((one) => offered.includes(one)).slice(0, COLUMNS);
}

/** What can be a column: those of the fact, and what its rows can be divided by. */
export function offeredOf(fact: Fact): string[] {
  return [...new Set([...fact.columns.map((one) => one.slug), ...fact.dimensions])];
}
