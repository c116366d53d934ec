/** The tabs about money that moved: sales and refunds, disputes, fees, fraud, payouts, and everything at once. */
import type { Tab } from "./tab";

const CARDS = ["scheme", "issuer_country", "card_type", "method"];

export const SALES: Tab = {
  slug: "sales",
  title: "Sales & refunds",
  says: "How much money was taken, and how much was given back.",
  counted: "Counted on the day a payment or refund was made.",
  booked: "Counted on the day it reached Stripe's balance; what has not reached it is left out.",
  heads: ["sales_volume", "net_sales_volume", "average_sales", "refund_value_rate"],
  area: "sales",
  by: ["method", "issuer_country", "scheme", "amount_range", "entry_mode", "billing_country", "currency", "account"],
  metrics: ["sales_volume", "sales_count"],
  other: [{ dimension: "reason_code", metrics: ["refund_volume", "refund_count"] }],
  kinds: ["payment", "attempt", "refund"],
};

export const DISPUTES: Tab = {
  slug: "disputes",
  title: "Disputes",
  says: "How many payments customers take to their bank, why, and how they end.",
  counted: "Disputes count on the day they were opened, sales on the day they were made.",
  booked: "Sales count on the day they reached Stripe's balance; disputes on the day they were opened, they know no other.",
  heads: ["dispute_activity_rate", "chargeback_first_volume", "chargeback_won_rate", "net_dispute_loss"],
  area: "disputes",
  by: ["reason_code", "lifecycle", "result", "scheme", "issuer_country", "entry_mode", "network_reason_code", "issuer"],
  metrics: ["chargeback_events_count", "chargeback_events_volume"],
  other: [
    {
      dimension: "reason_code",
      metrics: ["chargeback_first_volume", "chargeback_lost_volume", "chargeback_won_volume", "chargeback_won_rate"],
      wide: true,
    },
  ],
  cohorts: ["disputes"],
  kinds: ["dispute", "attempt"],
};

export const FEES: Tab = {
  slug: "fees",
  title: "Fees",
  says: "What taking payments costs: Stripe's fees by kind, card and country.",
  counted: "Counted on the day Stripe booked the fee: a fee knows no other.",
  heads: ["fees_rate", "fees_volume", "average_fee", "fees_blended_rate"],
  area: "fees",
  by: ["fee_type", "fee_words", "scheme", "issuer_country", "card_type", "processing_currency", "method", "account"],
  metrics: ["fees_volume", "fees_count"],
  kinds: ["balance_entry"],
};

export const FRAUD: Tab = {
  slug: "fraud",
  title: "Fraud",
  says: "What banks report as fraud, and how near that is to the card networks' limits.",
  counted: "Fraud reports and disputes count on the day they came in, sales on the day they were made.",
  booked: "Sales count on the day they reached Stripe's balance; fraud reports and disputes on their own day, they know no other.",
  heads: ["fraud_transactions_rate", "fraud_transactions_volume", "vamp_ratio", "blocked_rate"],
  area: "fraud",
  by: ["reason_code", "risk_level", ...CARDS.slice(0, 3), "entry_mode", "amount_range", "three_d_secure"],
  metrics: ["fraud_transactions_count", "fraud_transactions_volume"],
  blocks: ["limits"],
  kinds: ["fraud_warning", "dispute", "attempt"],
};

export const EVENTS: Tab = {
  slug: "events",
  title: "Events",
  says: "Everything that happened to payments: tries, sales, refunds, disputes and fraud warnings.",
  counted: "Counted on the day it happened.",
  booked: "Counted on the day it changed Stripe's balance; what took no money is left out.",
  heads: ["events_count", "events_volume"],
  area: "events",
  by: ["event_type", "method", "scheme", "issuer_country", "currency", "account"],
  metrics: ["events_count", "events_volume"],
  kinds: ["payment", "attempt", "refund", "dispute", "fraud_warning"],
};

export const PAYOUTS: Tab = {
  slug: "payouts",
  title: "Payouts",
  says: "What reached your bank, what is on its way and what came back.",
  counted: "Counted on the day Stripe sent it.",
  booked: "Counted on the day it is due at your bank.",
  heads: ["payout_volume", "payout_pending_volume", "payout_failed_count", "balance_net_volume"],
  area: "payouts",
  by: ["currency", "account", "category"],
  metrics: ["payout_volume", "payout_count"],
  other: [{ dimension: "category", metrics: ["balance_net_volume"] }],
  kinds: ["payout", "balance_entry"],
};
