"""The processor's own object behind a row, as it was last told.

It is given as it is or not at all: whoever may not see personal data is told that it is hidden.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from tillwatch.faces.api import shapes
from tillwatch.faces.api.parameters import OneAsked
from tillwatch.faces.api.shapes import Model
from tillwatch.intake import connections, merge
from tillwatch.intake.house import House
from tillwatch.kernel import errors, eyes
from tillwatch.ledger.questions import lists, objects
from tillwatch.ledger.questions.scope import Record
from tillwatch.processors.reading import Payload

PARTS: Final = {"payment": ("intent", "attempt")}
"""Rows put together from other rows: whose object is shown, the first that is known."""


class WithRaw(Model):
    """`raw`: only when asked for. `raw_hidden`: there may be one, and it is not shown, because it
    holds personal data."""

    raw: dict[str, Any] | None = None
    raw_hidden: bool = False


async def beside(body: Record, asked: OneAsked, found: Callable[[], Awaitable[Any]]) -> Record:
    """`body` with what `found` gives in `raw`, when that is asked for."""
    if asked.raw != "true":
        return body
    if not eyes.now().personal:
        return {**body, "raw": None, "raw_hidden": True}
    return {**body, "raw": await found()}


async def raw(house: House, table: str, connection_id: str, id_: str) -> Payload | None:
    """The object that makes this row; None when only others told of it."""
    return (await _objects(house, table, connection_id, [id_])).get(id_)


async def _objects(
    house: House, table: str, connection_id: str, ids: Sequence[str]
) -> dict[str, Payload | None]:
    """The same of several rows at once, by id."""
    try:
        connection = await connections.one(house.store, connection_id, disconnected=True)
        processor = house.processors.get(connection.processor)
    except errors.NotFound:
        return {}
    sources = {shapes.STRUCTS[name] for name in PARTS.get(table, (table,))}
    kinds = [kind for kind in processor.kinds if sources.intersection(processor.tables(kind))]
    kept = await objects.states(house.store, connection_id, ids, kinds)
    found: dict[str, Payload | None] = {}
    for kind, id_ in ((kind, id_) for kind in kinds for id_ in ids):
        if (kind, id_) in kept and id_ not in found:
            state = merge.load(kept[kind, id_])
            found[id_] = merge.show(state, processor.kinds[kind].ranks).payload
    return found


async def together(house: House, table: str, connection_id: str, id_: str) -> Payload | None:
    """The objects a story is made of: the row's own, for a payment the intent and each charge."""
    if table != "payment":
        return await raw(house, table, connection_id, id_)
    async with house.store.reading() as tx:
        tries = await lists.by(tx, "attempt", {(connection_id, id_)}, "payment", only=("payment",))
    charges = [row["id"] for rows in tries.values() for row in rows]
    found = await _objects(house, "attempt", connection_id, charges)
    return {
        "intent": await raw(house, "intent", connection_id, id_),
        "charges": [found.get(charge) for charge in charges],
    }
