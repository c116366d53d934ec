"""Which accounts a question is about. Live or test is a fact of the connection.

An account that whoever asks may not see (`kernel.eyes`) does not exist for them.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.schema import Table

from tillwatch.kernel import errors, eyes
from tillwatch.store.engine import Store
from tillwatch.store.tables import connection

LIVE = "live"
TEST = "test"


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """`modes`: every connection there is, with its mode (live, test, None: not known yet).
    `ids`: those the question is about; None: all rows whatever their connection.
    `names`: what the connections are called."""

    modes: dict[str, str | None]
    ids: tuple[str, ...] | None
    names: dict[str, str] = {}

    def each(self) -> tuple[str, ...]:
        return tuple(self.modes) if self.ids is None else self.ids

    def livemode(self, connection_id: str, own: bool | None) -> bool | None:
        """A row's livemode: its own, else its connection's."""
        mode = self.modes.get(connection_id)
        if own is not None or mode is None:
            return own
        return mode == LIVE

    def where(self, table: Table) -> list[ColumnElement[bool]]:
        """The conditions that keep a question to these connections."""
        return [] if self.ids is None else [table.c.connection_id.in_(self.ids)]


async def scope(
    store: Store, connection_ids: Sequence[str] = (), livemode: bool | None = None
) -> Scope:
    """The connections named (all when none is) of that mode. `NotFound` for one there is not."""
    columns = connection.c.id, connection.c.mode, connection.c.name
    async with store.reading() as tx:
        found = (await tx.execute(select(*columns).order_by(connection.c.created))).all()
    looking = eyes.now()
    rows = [row for row in found if looking.sees(row.id)]
    modes: dict[str, str | None] = {row.id: row.mode for row in rows}
    names: dict[str, str] = {row.id: row.name for row in rows}
    for id_ in connection_ids:
        if id_ not in modes:
            raise errors.NotFound(f"There is no connection {id_}", connection_id="not found")
    if livemode is None:
        named = tuple(dict.fromkeys(connection_ids)) or None
        if named is None and looking.connections is not None:
            named = tuple(modes)
        return Scope(modes=modes, names=names, ids=named)
    mode = LIVE if livemode else TEST
    ids = tuple(id_ for id_ in connection_ids or modes if modes[id_] == mode)
    return Scope(modes=modes, names=names, ids=tuple(dict.fromkeys(ids)))


async def one_mode(
    store: Store, connection_ids: Sequence[str], livemode: bool | None
) -> tuple[Scope, bool]:
    """For figures: the scope of a single mode, live when any connection asked about is live."""
    if livemode is None:
        asked = await scope(store, connection_ids)
        livemode = not any(asked.modes[id_] == TEST for id_ in asked.each()) or any(
            asked.modes[id_] == LIVE for id_ in asked.each()
        )
    return await scope(store, connection_ids, livemode), livemode


Record = dict[str, Any]
"""A row of a table by column; `connection_id` first."""
