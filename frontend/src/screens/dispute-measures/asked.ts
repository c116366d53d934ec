/** What the measures are asked for, and how their numbers are said. */
import type { Query } from "../../api/client";
import type { MeasuredRatio } from "../../api/types";
import { counted, percent } from "../../format/rate.ts";
import { brand } from "../../words/money.ts";
import { plain } from "../../words/plain.ts";
import { disputeReason } from "../../words/reasons.ts";
import type { Desk } from "../../state/desk.svelte";

const THIN = "\u2009";
const ALL = 100;
const DAY_S = 86_400;
const HOUR_S = 3_600;

/** The period of the screen; all time is the last year, as the measures have it. */
export function queryOf(desk: Desk): Query {
  const { created_from, created_until } = desk.period.of("year").query;
  return { ...desk.choice.query, tz: desk.zone, period_from: created_from, period_until: created_until };
}

/** What a link names whose rows are of another time than the screen's: all there is, or the time before. */
export const EVER = { since: "1970-01-01T00:00:00Z" };

/** The period of the rows: the one their link names, else the screen's. */
export function rowsOf(desk: Desk): Query {
  const since = desk.address.get("since");
  if (since === null) return queryOf(desk);
  return { ...queryOf(desk), period_from: since, period_until: desk.address.get("before") };
}

/** `between 28 % and 57 %, nineteen times in twenty`; null without a base. */
export function likely({ low, high }: Pick<MeasuredRatio, "low" | "high">): string | null {
  if (low === null || high === null) return null;
  return `between ${whole(low)}${THIN}% and ${whole(high)}${THIN}%`;
}

function whole(decimal: string): number {
  return Math.round(Number(decimal) * ALL);
}

export function rate({ numerator, denominator }: MeasuredRatio): string {
  return denominator === 0 ? "no data" : percent(numerator, denominator);
}

export const CUTS = [
  { value: "reason", title: "Reason" },
  { value: "brand", title: "Card network" },
  { value: "issuer_country", title: "Country of the card" },
  { value: "issuer", title: "Bank" },
  { value: "kind", title: "Kind of product" },
  { value: "product", title: "Product" },
  { value: "account", title: "Account" },
  { value: "month", title: "Month" },
  { value: "month_sold", title: "Month of the sale" },
] as const;

const SOLD: Readonly<Record<string, string>> = {
  physical: "Something shipped",
  digital: "Something digital",
  service: "A service",
};

/** What a slice is called; `label` is what the answer calls it. */
export function sliceName(cut: string, value: string, label = value): string {
  if (value === "") return "Not known";
  if (cut === "reason") return disputeReason(value);
  if (cut === "brand") return brand(value);
  if (cut === "kind") return SOLD[value] ?? plain(value);
  return label;
}

/** `2 d 4 h`, `5 h`: a middle, so its two largest units do. */
export function lasted(seconds: number): string {
  const hours = Math.round(seconds / HOUR_S);
  if (seconds < DAY_S) return counted(hours, "hour");
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `+1.2 points` of a decimal. */
export function moved(decimal: string): string {
  const value = Number(decimal) * ALL;
  const sign = value < 0 ? "\u2212" : "+";
  return `${sign}${Math.abs(value).toFixed(1)} points`;
}
