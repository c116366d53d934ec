/** What a number was divided by, in words: the values of dimensions as a person says them.
 *
 * Where the API tells a value in words, these stand aside. A value without words is shown as it is.
 */
import { declined } from "./declines.ts";
import { brand, category, country, method } from "./money.ts";
import { plain, wordsFor } from "./plain.ts";
import { disputeReason, refundReason } from "./reasons.ts";
import { stateOf } from "./statuses.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  outcome: {
    approved: "Approved",
    declined: "Declined by the bank",
    blocked: "Stopped by your fraud rules",
    invalid: "Not a valid request",
    unauthenticated: "Extra card check not passed",
    pending: "Under way",
    other: "Other",
  },
  declined_by: { issuer: "The customer's bank", gateway: "Stripe, before the bank" },
  card_type: { credit: "Credit card", debit: "Debit card", prepaid: "Prepaid card", unknown: "Not known" },
  wallet: { apple_pay: "Apple Pay", google_pay: "Google Pay", link: "Link", samsung_pay: "Samsung Pay" },
  entry_mode: { online: "Online, by the customer", recurring: "By a subscription", in_person: "In person" },
  three_d_secure: {
    none: "Without the check",
    authenticated: "Passed",
    attempt_acknowledged: "Bank did not take part",
    exempted: "Excused from it",
    failed: "Not passed",
    not_supported: "Card does not take part",
    processing_error: "Broke off with an error",
    data_share_only: "Data sent only",
  },
  three_d_secure_flow: { challenge: "Customer had to confirm", frictionless: "Passed unnoticed" },
  exemption: {
    low_risk: "Low risk",
    low_value: "Small amount",
    none: "None",
    delegated_authentication: "Checked by a wallet",
  },
  lifecycle: {
    inquiry: "Question from the bank",
    chargeback: "Dispute",
    appeal: "Second round",
    prevented: "Prevented",
  },
  result: { won: "Won", lost: "Lost", open: "Open", closed: "Question closed", prevented: "Prevented" },
  fee_type: {
    blended: "Stripe's fee, all in one",
    interchange: "Card's bank (interchange)",
    scheme: "Card network",
    acquirer: "Stripe's own part",
    gateway: "Platform fee",
    processing: "Bank debits and local methods",
    chargeback: "Disputes",
    conversion: "Currency conversion",
    non_trx: "Not tied to a payment",
    tax: "Tax on fees",
    other: "Other",
  },
  event_type: {
    authorisation: "Try to charge",
    sale: "Money taken",
    refund: "Refund",
    dispute: "Dispute",
    warning: "Fraud warning",
  },
  risk_level: {
    normal: "Normal",
    elevated: "Raised",
    highest: "Highest",
    not_assessed: "Not judged",
    unknown: "Not known",
  },
  region: { US: "United States", other: "Other" },
  advice_code: {
    try_again_later: "Try again later",
    do_not_try_again: "Do not try again",
    confirm_card_data: "Check the card's details",
  },
  decline_hardness: {
    hard: "Hard: trying again does not help",
    soft: "Soft: trying again may help",
    unknown: "Not known",
  },
};

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
    case "scheme":
      return brand(value);
    case "method":
      return method(value);
    case "issuer_country":
    case "billing_country":
      return country(value);
    case "reason_code":
      return reasonWords(value, told.of ?? "attempt");
    case "payment_status":
      return stateOf("payment", value).words;
    case "refund_status":
      return stateOf("refund", value).words;
    case "dispute_status":
      return stateOf("dispute", value).words;
    case "category":
      return category(value);
    case "weekday":
      return WEEKDAYS[Number(value)] ?? value;
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
  if (dimension === "reason_code") return "No reason given";
  if (dimension === "wallet") return "No wallet";
  if (dimension === "exemption") return "None";
  if (["three_d_secure", "scheme", "card_type"].includes(dimension)) return "No card";
  return "Not known";
}
