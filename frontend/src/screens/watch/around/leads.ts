/** Where the page of a rule's alert leads: the same rows in Analytics, narrowed as the rule narrows. */
import type { Condition } from "../../../state/asking.svelte";
import { written } from "../../analytics/state/narrowing.ts";
import type { Alert } from "../shapes.ts";
import { screenOf } from "./tab.ts";

/** A filter as an alert keeps it: what is not said is null. */
type Loose = {
  all?: Condition[] | null;
  any?: Condition[] | null;
  dimension?: string | null;
  is?: string[] | null;
  is_not?: string[] | null;
  exists?: boolean | null;
};
type Changes = Record<string, string | string[] | null>;

/** A rule's filter as Analytics' address says it; what it has no word for (one or another of different things) is
 * left out. */
export function narrowsOf(filter: Condition | null | undefined): string[] {
  if (!filter) return [];
  const { all, any, dimension, is, is_not: isNot, exists }: Loose = filter;
  if (all?.length) return all.flatMap(narrowsOf);
  if (any?.length || !dimension) return [];
  const said = (value: string | null, not: boolean) => written({ dimension, value, not });
  return [
    ...(is ?? []).map((value) => said(value, false)),
    ...(isNot ?? []).map((value) => said(value, true)),
    ...(exists == null ? [] : [said(null, exists)]),
  ];
}

/** All rows behind the metric of the days it was found on. */
export function behindOf({ figures }: Alert, metric: string, values: Readonly<Record<string, string | null>>): { path: string; changes: Changes } | null {
  if (!figures.window) return null;
  const end = new Date(Date.parse(figures.window.end) - 1).toISOString().slice(0, 10);
  const cell = Object.entries(values).filter(([dimension]) => dimension !== "account");
  return {
    path: `/analytics/${screenOf(metric)}/rows`,
    changes: {
      of: metric,
      cell: cell.map(([dimension, value]) => `${dimension}:${value ?? ""}`),
      f: narrowsOf(figures.filter),
      period: null,
      from: figures.window.start.slice(0, 10),
      until: end,
    },
  };
}
