/** The tabs about asking for money: what was approved, what was declined, the extra card check, who pays. */
import type { Tab } from "./tab";

const TRIES = ["payment", "attempt"];

export const AUTHORISATIONS: Tab = {
  slug: "authorisations",
  title: "Authorisations",
  says: "How often banks say yes when money is asked for.",
  counted: "Counted on the day of the try: what takes no money is never booked, so there is no other.",
  heads: ["authorization_rate", "payment_success_rate", "network_authorization_rate", "authorization_count"],
  area: "authorizations",
  by: ["scheme", "issuer", "issuer_country", "card_type", "amount_range", "entry_mode", "three_d_secure", "method"],
  metrics: ["authorization_count", "authorization_rate"],
  other: [{ dimension: "reason_code", metrics: ["decline_count", "decline_volume"] }],
  blocks: ["hours"],
  hours: ["decline_rate", "decline_count"],
  kinds: TRIES,
};

export const DECLINES: Tab = {
  slug: "declines",
  title: "Declines",
  says: "Why payments are refused, by whom, and what to do about it.",
  counted: "Counted on the day of the try: what takes no money is never booked, so there is no other.",
  heads: ["decline_rate", "recovery_rate", "unique_decline_count", "decline_volume"],
  area: "declines",
  by: ["declined_by", "decline_hardness", "issuer", "scheme", "issuer_country", "bin", "amount_range", "advice_code"],
  metrics: ["decline_count", "decline_rate"],
  other: [
    { dimension: "decline_hardness", metrics: ["decline_count", "decline_volume"] },
    { dimension: "declined_by", metrics: ["decline_count", "decline_volume"] },
    { dimension: "advice_code", metrics: ["decline_count", "decline_volume"] },
    { dimension: "network_decline_code", metrics: ["decline_count", "decline_volume"] },
    { dimension: "outcome", metrics: ["decline_count", "decline_volume"] },
  ],
  blocks: ["reasons", "hours"],
  hours: ["decline_rate", "decline_count"],
  kinds: TRIES,
};

export const CARD_CHECK: Tab = {
  slug: "card-check",
  title: "Extra card check",
  says: "3-D Secure: how often it is asked for, passed and left, and who is excused from it.",
  counted: "Counted on the day of the try: what takes no money is never booked, so there is no other.",
  heads: [
    "three_d_secure_success_rate",
    "three_d_secure_rate",
    "three_d_secure_challenged_rate",
    "three_d_secure_exemptions_rate",
  ],
  area: "three_d_secure",
  by: ["three_d_secure", "three_d_secure_flow", "issuer", "issuer_country", "scheme", "three_d_secure_version", "exemption", "eci"],
  metrics: ["three_d_secure_count", "three_d_secure_success_rate"],
  other: [
    { dimension: "three_d_secure", metrics: ["authorization_count", "authorization_rate"] },
    { dimension: "exemption", metrics: ["three_d_secure_exemptions_count", "three_d_secure_exemptions_volume"] },
  ],
  kinds: TRIES,
};

export const CUSTOMERS: Tab = {
  slug: "customers",
  title: "Customers",
  says: "Who pays, how often, and how much of it comes by itself.",
  counted: "Counted on the day of the payment.",
  booked: "Counted on the day the payment reached Stripe's balance.",
  heads: ["paying_customers_count", "sales_per_customer", "recurring_share", "known_customer_rate"],
  area: "customers",
  by: ["entry_mode", "issuer_country", "method", "amount_range"],
  metrics: ["paying_customers_count", "sales_per_customer"],
  cohorts: ["customers"],
  kinds: ["payment", "attempt", "customer"],
};
