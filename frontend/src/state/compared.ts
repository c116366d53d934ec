/** What Home's figures are asked for: a period, and the part of time it is held against. */
import type { Query } from "../api/client";
import type { Period, PeriodName } from "./periods";

/** Home's period while none is chosen. */
export const HOME_PERIOD: PeriodName = "month";

export const COMPARISONS = ["month", "previous", "none"] as const;
export type Comparison = (typeof COMPARISONS)[number];

const BEGINNING = "1970-01-01T00:00:00Z";

/** The one an address asks for; else months with the month before, other periods with the days before. All
 * of time has nothing before it. */
export function comparisonOf(period: Period, said: string | null): Comparison {
  if (period.from === null) return "none";
  const found = COMPARISONS.find((one) => one === said);
  return found ?? (period.name === "month" || period.name === "last-month" ? "month" : "previous");
}

/** The question to `/overview`. A period always has its own borders, so that the chart is the period's. */
export function overviewQuery(period: Period, said: string | null): Query {
  return {
    period_from: period.query.created_from ?? BEGINNING,
    period_until: period.query.created_until,
    compare: comparisonOf(period, said),
  };
}
