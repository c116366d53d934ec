/** What payments can be narrowed by. */
import type { Filter } from "../../state/filters";
import { declines } from "../../words/declines";
import { brands, methods } from "../../words/money";
import { regions } from "../../words/places";
import { statesOf } from "../../words/statuses";

const COUNTRIES = regions();

/** Figures of Home lead here with these; they have a chip only while they are asked for. */
const FIGURES: readonly Filter[] = [
  { kind: "flag", name: "tried", title: "Tried", yes: "yes", no: "never" },
  { kind: "flag", name: "captured", title: "Money taken", yes: "yes", no: "no" },
  { kind: "text", name: "invoice", title: "Invoice" },
  { kind: "text", name: "customer", title: "Customer" },
];

/** `isAsked`: whether the address has that name. */
export function filtersOf(currencies: readonly string[], isAsked: (name: string) => boolean): Filter[] {
  return [
    { kind: "choice", name: "status", title: "State", options: statesOf("payment") },
    { kind: "amount", name: "amount", title: "Amount", currencies },
    { kind: "choice", name: "currency", title: "Currency", options: currencies.map(coded) },
    { kind: "choice", name: "failure", title: "Why it failed", options: declines() },
    { kind: "choice", name: "card_brand", title: "Card", options: brands() },
    { kind: "text", name: "card_last4", title: "Card ending", placeholder: "4242", numeric: true },
    { kind: "choice", name: "method", title: "Paid with", options: methods() },
    { kind: "choice", name: "country", title: "Country", options: COUNTRIES },
    { kind: "flag", name: "refunded", title: "Refunded", yes: "yes", no: "no" },
    { kind: "flag", name: "disputed", title: "Disputed", yes: "yes", no: "no" },
    ...FIGURES.filter((one) => isAsked(one.name)),
  ];
}

function coded(value: string): { value: string; title: string } {
  return { value, title: value.toUpperCase() };
}
