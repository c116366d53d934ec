/** What a number was divided by, in words: the values of dimensions as a person says them.
 *
 * Where the API tells a value in words, these stand aside. A value without words is shown as it is.
 */
import { declined } from "./declines.ts";
import { category, country } from "./money.ts";
import { plain, wordsFor } from "./plain.ts";
import { disputeReason, refundReason } from "./reasons.ts";
import SLICES from "./slices.json" with { type: "json" };

const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = SLICES;

/** `account` names accounts by their id. `of` is the fact counted: reasons differ by it. */
export type Told = { account: (id: string) => string | null; of?: string | null };

export function sliceWords(dimension: string, value: string | null, told: Told): string {
  if (value === null) return noneWords(dimension);
  switch (dimension) {
    case "account":
      return told.account(value) ?? value;
    case "currency":
    case "settlement_currency":
    case "processing_currency":
      return value.toUpperCase();
    case "issuer_country":
    case "billing_country":
      return country(value);
    case "reason_code":
      return reasonWords(value, told.of ?? "attempt");
    case "category":
      return category(value);
    case "hour":
      return `${value.padStart(2, "0")}:00`;
    case "bin":
    case "issuer":
    case "descriptor":
    case "customer":
    case "fee_words":
    case "three_d_secure_version":
    case "eci":
    case "network_reason_code":
    case "network_decline_code":
    case "network_advice_code":
      return value;
    default:
      return wordsFor(TABLES[dimension] ?? {}, value);
  }
}

/** The code behind the words, in small print; null where the words say it all. */
export function sliceCode(dimension: string, value: string | null): string | null {
  return dimension === "reason_code" || dimension === "advice_code" ? value : null;
}

function reasonWords(code: string, of: string): string {
  if (of === "dispute") return disputeReason(code);
  if (of === "refund") return refundReason(code);
  return of === "warning" ? plain(code) : declined(code);
}

function noneWords(dimension: string): string {
  const { missing } = TABLES;
  return missing && Object.hasOwn(missing, dimension) ? (missing[dimension] ?? "Not known") : "Not known";
}
