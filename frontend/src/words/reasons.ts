/** Reasons, as a person would say them: of disputes, refunds, and of what failed or ended. */
import { optionsOf, wordsFor } from "./plain.ts";
import SLICES from "./slices.json" with { type: "json" };

const REFUND_FAILURES = {
  lost_or_stolen_card: "The card was lost or stolen",
  expired_or_canceled_card: "The card has expired or was canceled",
  charge_for_pending_refund_disputed: "The payment was disputed meanwhile",
  insufficient_funds: "Not enough money in your Stripe balance",
  declined: "The bank declined it",
  merchant_request: "You asked for it to stop",
  unknown: "No reason given",
};

const CANCELLATIONS = {
  duplicate: "Paid twice",
  fraudulent: "Fraud",
  requested_by_customer: "The customer asked for it",
  abandoned: "Left unfinished",
  automatic: "Canceled by Stripe",
  expired: "Time ran out",
  failed_invoice: "The invoice could not be paid",
  void_invoice: "The invoice was voided",
  cancellation_requested: "Somebody asked for it",
  payment_failed: "Payment failed",
  payment_disputed: "A payment was disputed",
};

const PAYOUT_FAILURES = {
  account_closed: "The bank account is closed",
  account_frozen: "The bank account is frozen",
  bank_account_restricted: "The bank account does not take this kind of payment",
  bank_ownership_changed: "The account changed banks",
  could_not_process: "The bank could not process it",
  debit_not_authorized: "Debits are not allowed on the bank account",
  declined: "The bank declined it",
  incorrect_account_address: "The account holder's address is wrong",
  incorrect_account_holder_name: "The account holder's name is wrong",
  incorrect_account_holder_tax_id: "The account holder's tax number is wrong",
  incorrect_account_type: "The kind of bank account is wrong",
  insufficient_funds: "Not enough money in your Stripe balance",
  invalid_account_number: "The account number is wrong",
  invalid_currency: "The bank account does not take this currency",
  no_account: "There is no such bank account",
  unsupported_card: "The card does not take payouts",
};

export const disputeReason = (reason: string) => wordsFor(SLICES.dispute_reason, reason);
export const refundReason = (reason: string) => wordsFor(SLICES.refund_reason, reason);
export const refundFailure = (reason: string) => wordsFor(REFUND_FAILURES, reason);
export const cancellation = (reason: string) => wordsFor(CANCELLATIONS, reason);
export const payoutFailure = (code: string) => wordsFor(PAYOUT_FAILURES, code);

/** All reasons of disputes with their words, for a filter. */
export const disputeReasons = () => optionsOf(SLICES.dispute_reason);

export const refundReasons = () => optionsOf(SLICES.refund_reason);
