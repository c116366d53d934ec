"""The kinds of report: identifiers, columns, and the parameters each needs or takes.

Source: docs.stripe.com/reports/report-types. Older versions of the same reports and those about
connected accounts are left out: this business has no connected accounts.
"""

from dataclasses import dataclass
from typing import Literal

Family = Literal["balance", "activity", "payouts", "batches", "ending"]

INTERVAL = ("interval_start", "interval_end")
NARROWING = ("currency", "timezone")
ITEMS = ("columns", "currency", "reporting_category", "timezone")

PLACE = ("line1", "line2", "city", "state", "postal_code", "country")


def _places(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}_{part}" for part in PLACE)


SUMMED = ("reporting_category", "currency", "count", "gross", "fee", "net")
ROLLED = ("category", "description", "net_amount", "currency")

ENTRY = (
    "balance_transaction_id",
    "created_utc",
    "created",
    "available_on_utc",
    "available_on",
    "currency",
    "gross",
    "fee",
    "net",
    "reporting_category",
    "source_id",
    "description",
    "customer_facing_amount",
    "customer_facing_currency",
    "automatic_payout_id",
    "automatic_payout_effective_at_utc",
    "automatic_payout_effective_at",
    "customer_id",
    "customer_email",
    "customer_name",
    "customer_description",
    *_places("customer_address"),
    *_places("customer_shipping_address"),
    *_places("shipping_address"),
    "charge_id",
    "payment_intent_id",
    "charge_created_utc",
    "charge_created",
    "invoice_id",
    "invoice_number",
    "subscription_id",
    "payment_method_type",
    "is_link",
    "card_brand",
    "card_funding",
    "card_country",
    *_places("card_address"),
    "statement_descriptor",
    "dispute_reason",
    "connected_account_id",
    "connected_account_name",
    "connected_account_country",
    "connected_account_direct_charge_id",
    "regulatory_tag",
    "trace_id",
    "trace_id_status",
)
ENTRY_DEFAULT = (
    "balance_transaction_id",
    "created",
    "available_on",
    "currency",
    "gross",
    "fee",
    "net",
    "reporting_category",
    "description",
    "automatic_payout_id",
    "automatic_payout_effective_at",
)
BATCH_DEFAULT = (*ENTRY_DEFAULT[-2:], *ENTRY_DEFAULT[:-2])

PAYOUT = (
    "payout_id",
    "effective_at_utc",
    "effective_at",
    "balance_transaction_id",
    "currency",
    "gross",
    "fee",
    "net",
    "reporting_category",
    "description",
    "payout_expected_arrival_date",
    "payout_status",
    "payout_reversed_at_utc",
    "payout_reversed_at",
    "payout_type",
    "payout_description",
    "payout_destination_id",
    "regulatory_tag",
    "trace_id",
    "trace_id_status",
)
PAYOUT_DEFAULT = tuple(column for column in PAYOUT if not column.endswith("_utc"))

METADATA = ("payment_metadata", "refund_metadata", "transfer_metadata")
"""Columns written `payment_metadata[key]`: only there when asked for."""


@dataclass(frozen=True, slots=True)
class ReportType:
    id: str
    name: str
    family: Family
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    columns: tuple[str, ...]
    default: tuple[str, ...]

    @property
    def itemized(self) -> bool:
        return ".itemized." in self.id

    @property
    def version(self) -> int:
        return int(self.id.rsplit(".", 1)[1])

    def has(self, column: str) -> bool:
        """Whether there is such a column; `payment_metadata[order]` is one of itemized rows."""
        name, bracket, key = column.partition("[")
        if bracket:
            return self.columns is ENTRY and name in METADATA and len(key) > 1 and key[-1] == "]"
        return column in self.columns


def _summary(id_: str, name: str, family: Family, *needs: str) -> ReportType:
    return ReportType(id_, name, family, needs, (*NARROWING, "columns"), SUMMED, SUMMED)


def _items(id_: str, name: str, family: Family, *needs: str) -> ReportType:
    default = BATCH_DEFAULT if family == "batches" else ENTRY_DEFAULT
    return ReportType(id_, name, family, needs, ITEMS, ENTRY, default)


REPORT_TYPES: dict[str, ReportType] = {
    report.id: report
    for report in (
        ReportType(
            "balance.summary.1",
            "Balance summary",
            "balance",
            INTERVAL,
            (*NARROWING, "columns"),
            ROLLED,
            ROLLED,
        ),
        _items(
            "balance_change_from_activity.itemized.3",
            "Itemized balance change from activity",
            "activity",
            *INTERVAL,
        ),
        _summary(
            "balance_change_from_activity.summary.1",
            "Balance change from activity summary",
            "activity",
            *INTERVAL,
        ),
        _items(
            "ending_balance_reconciliation.itemized.4",
            "Itemized ending balance reconciliation",
            "ending",
            "interval_end",
        ),
        _summary(
            "ending_balance_reconciliation.summary.1",
            "Ending balance reconciliation summary",
            "ending",
            "interval_end",
        ),
        _items(
            "payout_reconciliation.by_id.itemized.4",
            "Itemized payout reconciliation for one payout",
            "batches",
            "payout",
        ),
        _summary(
            "payout_reconciliation.by_id.summary.1",
            "Payout reconciliation summary for one payout",
            "batches",
            "payout",
        ),
        _items(
            "payout_reconciliation.itemized.5",
            "Itemized payout reconciliation",
            "batches",
            *INTERVAL,
        ),
        _summary(
            "payout_reconciliation.summary.1",
            "Payout reconciliation summary",
            "batches",
            *INTERVAL,
        ),
        ReportType(
            "payouts.itemized.3",
            "Itemized payouts",
            "payouts",
            INTERVAL,
            ITEMS,
            PAYOUT,
            PAYOUT_DEFAULT,
        ),
        _summary("payouts.summary.1", "Payouts summary", "payouts", *INTERVAL),
    )
}

CATEGORIES = frozenset(
    """advance advance_funding anticipation_repayment charge charge_failure
    climate_order_purchase climate_order_refund connect_collection_transfer
    connect_reserved_funds contribution dispute dispute_reversal fee financing_paydown
    financing_paydown_reversal financing_payout financing_payout_reversal
    issuing_authorization_hold issuing_authorization_release issuing_dispute
    issuing_transaction network_cost other_adjustment partial_capture_reversal payout
    payout_reversal platform_earning platform_earning_refund refund refund_failure
    risk_reserved_funds tax topup topup_reversal transfer transfer_reversal
    unreconciled_customer_funds""".split()
)
"""What `reporting_category` can be. Source: docs.stripe.com/reports/reporting-categories."""
