"""One part of what an entry of the balance cost, with the card of the try where it is of one, or
of a refund or a dispute of one."""

from sqlalchemy import select

from tillwatch.lake.facts import card, source
from tillwatch.lake.facts.fact import Fact
from tillwatch.store.tables import LEDGER

fee = LEDGER["fee"]
tried = LEDGER["attempt"]

FACT = Fact(
    name="fee",
    base=fee,
    ledger=select(
        fee.c.connection_id,
        fee.c.id,
        fee.c.created,
        fee.c.created.label("booked"),
        fee.c.entry,
        fee.c.source,
        tried.c.customer,
        fee.c.currency,
        fee.c.currency.label("settlement_currency"),
        tried.c.currency.label("processing_currency"),
        fee.c.amount,
        fee.c.kind.label("fee_type"),
        fee.c.type.label("fee_name"),
        fee.c.description.label("fee_words"),
        fee.c.category,
        *card.columns(tried),
    ).select_from(source.with_try(fee)),
    joined=source.touching(fee),
)
