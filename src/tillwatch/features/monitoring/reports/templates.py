"""Reports to begin with."""

from collections.abc import Mapping
from typing import Final

import msgspec

from tillwatch.features.monitoring.choices import based
from tillwatch.features.monitoring.reports.plan import Plan, Section

HEAD: Final = Section(
    title="At a glance",
    kind="figures",
    metrics=(
        "sales_volume",
        "sales_count",
        "net_sales_volume",
        "payment_success_rate",
        "authorization_rate",
        "refund_volume",
        "chargeback_first_count",
        "fees_rate",
    ),
)
SALES: Final = Section(title="Sales", kind="line", metrics=("sales_volume",))
RATE: Final = Section(title="Approved by the banks", kind="line", metrics=("authorization_rate",))
METHODS: Final = Section(
    title="By payment method",
    kind="table",
    metrics=("sales_volume", "sales_count", "authorization_rate"),
    dimension="method",
)
DECLINES: Final = Section(
    title="Why payments were declined",
    kind="table",
    metrics=("decline_count", "decline_volume", "decline_total_perc"),
    dimension="reason_code",
)
FEES: Final = Section(
    title="What taking payments cost",
    kind="table",
    metrics=("fees_volume", "fees_total_perc"),
    dimension="fee_type",
)
DISPUTES: Final = Section(
    title="Disputes",
    kind="figures",
    metrics=(
        "chargeback_first_count",
        "chargeback_first_volume",
        "dispute_activity_rate",
        "chargeback_won_count",
        "chargeback_lost_count",
        "fraud_transactions_count",
    ),
)
COUNTRIES: Final = Section(
    title="By country of the card",
    kind="table",
    metrics=("sales_volume", "authorization_rate"),
    dimension="issuer_country",
)

TEMPLATES: Final[Mapping[str, Plan]] = {
    "month in review": Plan(
        title="Month in review",
        each="month",
        sections=(HEAD, SALES, RATE, METHODS, COUNTRIES, DECLINES, DISPUTES, FEES),
    ),
    "week at a glance": Plan(
        title="Week at a glance", each="week", sections=(HEAD, SALES, DECLINES, DISPUTES)
    ),
    "yesterday": Plan(title="Yesterday", each="day", sections=(HEAD, SALES, DECLINES)),
}
"""By the name one asks for them with."""


def templates(basis: str) -> dict[str, Plan]:
    """The same, with rates of fees of the basis that the business chose."""
    return {name: _based(plan, basis) for name, plan in TEMPLATES.items()}


def _based(plan: Plan, basis: str) -> Plan:
    sections = tuple(
        msgspec.structs.replace(one, metrics=tuple(based(slug, basis) for slug in one.metrics))
        for one in plan.sections
    )
    return msgspec.structs.replace(plan, sections=sections)
