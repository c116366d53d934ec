"""The processor's own object behind a row, as it was last told."""

from typing import Final

from tillwatch.faces.api import shapes
from tillwatch.intake import connections, merge
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.ledger.questions import objects
from tillwatch.processors.reading import Payload

PARTS: Final = {"payment": ("intent", "attempt")}
"""Rows put together from other rows: whose object is shown, the first that is known."""


async def raw(house: House, table: str, connection_id: str, id_: str) -> Payload | None:
    """The object that makes this row; None when only others told of it."""
    try:
        connection = await connections.one(house.store, connection_id, disconnected=True)
        processor = house.processors.get(connection.processor)
    except errors.NotFound:
        return None
    sources = {shapes.STRUCTS[name] for name in PARTS.get(table, (table,))}
    kinds = [kind for kind in processor.kinds if sources.intersection(processor.tables(kind))]
    kept = await objects.states(house.store, connection_id, id_, kinds)
    for kind in kinds:
        if kind in kept:
            return merge.show(merge.load(kept[kind]), processor.kinds[kind].ranks).payload
    return None
