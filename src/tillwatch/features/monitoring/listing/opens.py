"""The page that a row leads to: its payment, dispute or payout."""

from collections.abc import Sequence

from tillwatch.features.monitoring.listing.read import Shown
from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.lists import Key
from tillwatch.store.engine import Store

Page = tuple[str, str]
"""A kind of row that has a page, and its id."""
OWN = ("payment", "dispute", "payout")
SOURCES = (("attempt", "payment"), ("refund", "payment"), ("dispute", "id"), ("payout", "id"))
"""What an entry of the balance comes from: its table, and the column that names the page."""


async def opens(store: Store, rows: Sequence[Shown]) -> list[Page | None]:
    """For each row, in their order; None where there is nothing to open."""
    wanted = {(row.connection_id, row.refers["source"]) for row in rows if "source" in row.refers}
    sources = await _sources(store, wanted) if wanted else {}
    return [_page(row, sources) for row in rows]


def _page(row: Shown, sources: dict[Key, Page]) -> Page | None:
    if row.fact in OWN:
        return (row.fact, row.id)
    if row.refers.get("event_type") == "dispute":
        return ("dispute", row.id)
    if "payment" in row.refers:
        return ("payment", row.refers["payment"])
    return sources.get((row.connection_id, row.refers.get("source", "")))


async def _sources(store: Store, keys: set[Key]) -> dict[Key, Page]:
    found: dict[Key, Page] = {}
    async with store.reading() as tx:
        for table, column in SOURCES:
            known = await lists.by(tx, table, keys, only=(column,))
            for key, some in known.items():
                if some[0][column] is not None:
                    kind = "payment" if column == "payment" else table
                    found[key] = (kind, some[0][column])
    return found
