"""One early fraud warning, with the try that it is about: its amount and its card."""

from sqlalchemy import and_, case, func, select

from tillwatch.lake.facts import card
from tillwatch.lake.facts.fact import Fact, Joined, Step
from tillwatch.store.tables import LEDGER

warning = LEDGER["fraud_warning"]
tried = LEDGER["attempt"]

FACT = Fact(
    name="warning",
    base=warning,
    ledger=select(
        warning.c.connection_id,
        warning.c.id,
        warning.c.created,
        warning.c.created.label("booked"),
        warning.c.payment,
        tried.c.customer,
        tried.c.created.label("charged"),
        tried.c.currency,
        func.coalesce(tried.c.amount, 0).label("amount"),
        warning.c.fraud_type.label("reason_code"),
        case((warning.c.actionable, 1), else_=0).label("actionable"),
        case((tried.c.disputed, 1), else_=0).label("disputed"),
        *card.columns(tried),
    )
    .select_from(warning)
    .outerjoin(
        tried,
        and_(tried.c.connection_id == warning.c.connection_id, tried.c.id == warning.c.attempt),
    ),
    joined=(
        Joined(table="attempt", changed=warning.c.attempt, base=warning.c.id),
        card.invoiced(Step(warning.c.attempt, warning.c.id)),
    ),
)
