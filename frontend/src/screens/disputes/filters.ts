/** What the queue can be narrowed by. */
import type { LooksAfter } from "../../api/types";
import type { Filter } from "../../state/filters";
import { disputeReasons } from "../../words/reasons";
import { DECISIONS, VERDICTS } from "./words";

const DUE = [
  { value: "24", title: "within a day" },
  { value: "72", title: "within 3 days" },
  { value: "168", title: "within a week" },
];
const ORDER = [
  { value: "amount", title: "largest first" },
  { value: "opened", title: "newest first" },
];
const THIN = [
  { value: "24", title: "under a quarter" },
  { value: "49", title: "under half" },
  { value: "74", title: "under three quarters" },
];

type With = { people: readonly LooksAfter[]; me: boolean; currencies: readonly string[] };

export function filtersOf(tab: "waiting" | "bank", { people, me, currencies }: With): Filter[] {
  const owners = [
    ...(me ? [{ value: "me", title: "me" }] : []),
    { value: "none", title: "nobody" },
    ...people.map(({ id, name }) => ({ value: id, title: name })),
  ];
  const decided = [...DECISIONS.map(({ value, title }) => ({ value, title })), { value: "none", title: "not yet" }];
  const waiting: Filter[] = [
    { kind: "choice", name: "due_within", title: "Due", options: DUE, one: true },
    { kind: "choice", name: "verdict", title: "Suggested", options: VERDICTS },
    { kind: "choice", name: "complete_max", title: "Evidence", options: THIN, one: true },
  ];
  return [
    ...(tab === "waiting" ? waiting : []),
    { kind: "choice", name: "owner", title: "Looked after by", options: owners, one: true },
    { kind: "choice", name: "decision", title: "Decided", options: decided, one: true },
    { kind: "choice", name: "reason", title: "Why", options: disputeReasons() },
    { kind: "amount", name: "amount", title: "Amount", currencies },
    { kind: "choice", name: "sort", title: "Order", options: ORDER, one: true },
  ];
}
