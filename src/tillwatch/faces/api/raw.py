"""The processor's own object behind a row, as it was last told."""

from typing import Final

from tillwatch.faces.api import shapes
from tillwatch.intake import connections, merge
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.ledger.questions import lists, objects
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


async def together(house: House, table: str, connection_id: str, id_: str) -> Payload | None:
    """The objects a story is made of: the row's own, for a payment the intent and each charge."""
    if table != "payment":
        return await raw(house, table, connection_id, id_)
    async with house.store.reading() as tx:
        tries = await lists.by(tx, "attempt", {(connection_id, id_)}, "payment", only=("payment",))
    charges = [row["id"] for rows in tries.values() for row in rows]
    return {
        "intent": await raw(house, "intent", connection_id, id_),
        "charges": [await raw(house, "attempt", connection_id, charge) for charge in charges],
    }
