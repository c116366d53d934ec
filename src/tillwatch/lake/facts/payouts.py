"""One payout."""

from sqlalchemy import case, select

from tillwatch.lake.facts.fact import Fact
from tillwatch.store.tables import LEDGER

payout = LEDGER["payout"]

FACT = Fact(
    name="payout",
    base=payout,
    ledger=select(
        payout.c.connection_id,
        payout.c.id,
        payout.c.created,
        payout.c.arrival_date.label("booked"),
        payout.c.currency,
        payout.c.currency.label("settlement_currency"),
        payout.c.amount,
        payout.c.status.label("payout_status"),
        case((payout.c.automatic, 1), else_=0).label("automatic"),
        payout.c.method.label("payout_method"),
        payout.c.failure_code.label("reason_code"),
    ),
)
