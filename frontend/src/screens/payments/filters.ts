/** What payments can be narrowed by. */
import type { Filter } from "../../state/filters";
import { declines } from "../../words/declines";
import { brands, methods } from "../../words/money";
import { statesOf } from "../../words/statuses";

export function filtersOf(currencies: readonly string[]): Filter[] {
  return [
    { kind: "choice", name: "status", title: "State", options: statesOf("payment") },
    { kind: "amount", name: "amount", title: "Amount", currencies },
    { kind: "choice", name: "failure", title: "Why it failed", options: declines() },
    { kind: "choice", name: "card_brand", title: "Card", options: brands() },
    { kind: "text", name: "card_last4", title: "Card ending", placeholder: "4242", numeric: true },
    { kind: "choice", name: "method", title: "Paid with", options: methods() },
    { kind: "flag", name: "refunded", title: "Refunded", yes: "yes", no: "no" },
    { kind: "flag", name: "disputed", title: "Disputed", yes: "yes", no: "no" },
    { kind: "flag", name: "tried", title: "Tried", yes: "yes", no: "never" },
    { kind: "flag", name: "captured", title: "Money taken", yes: "yes", no: "no" },
  ];
}
