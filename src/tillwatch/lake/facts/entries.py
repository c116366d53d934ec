"""One entry of the balance, with the card of the try where it is of one, or
of a refund or a dispute of one."""

from sqlalchemy import select

from tillwatch.lake.facts import card, source
from tillwatch.lake.facts.fact import Fact
from tillwatch.store.tables import LEDGER

entry = LEDGER["balance_entry"]
tried = LEDGER["attempt"]

FACT = Fact(
    name="entry",
    base=entry,
    ledger=select(
        entry.c.connection_id,
        entry.c.id,
        entry.c.created,
        entry.c.created.label("booked"),
        entry.c.source,
        tried.c.customer,
        entry.c.currency,
        entry.c.currency.label("settlement_currency"),
        tried.c.currency.label("processing_currency"),
        tried.c.amount.label("processing_amount"),
        entry.c.exchange_rate,
        entry.c.amount,
        entry.c.fee,
        entry.c.net,
        entry.c.type.label("entry_type"),
        entry.c.category,
        entry.c.available_on,
        *card.columns(tried),
    ).select_from(source.with_try(entry)),
    joined=source.touching(entry),
)
