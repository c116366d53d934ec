"""The meter: how many requests are made to processors, by connection and day (UTC).

Readers count what they ask. Each process adds what its readers have asked since it last wrote
that down to `requests_used`, now and then and at its end; a process that is killed loses the count
of the last seconds.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from tillwatch.kernel.clock import Clock
from tillwatch.processors.port import ReadUse
from tillwatch.store.engine import Store
from tillwatch.store.tables import connection, requests_used

EACH_S: Final = 5.0
DAY_S: Final = 86_400

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Watched:
    """`running` is counted on by its reader; `noted` is what of it is written down."""

    connection_id: str
    running: ReadUse
    noted: ReadUse = field(default_factory=ReadUse)


class Meter:
    """The use of this process's readers."""

    def __init__(self) -> None:
        self._watched: list[Watched] = []

    def watch(self, connection_id: str, running: ReadUse) -> None:
        """Count what a reader of that connection asks, from its beginning."""
        if all(one.running is not running for one in self._watched):
            self._watched.append(Watched(connection_id, running))

    async def keep(self, store: Store, clock: Clock, end: asyncio.Event) -> None:
        """Write now and then until `end` is set, and once more then."""
        while not end.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(EACH_S):
                    await end.wait()
            try:
                await self.write(store, clock.now())
            except (SQLAlchemyError, OSError) as problem:
                log.warning("The requests used could not be written down: %s", problem)

    async def write(self, store: Store, now: float) -> None:
        """Add what is new to the day of `now`; nothing is written when there is nothing new."""
        found = [(one, msgspec.structs.replace(one.running)) for one in self._watched]
        day = int(now) // DAY_S
        rows = [
            _row(one, running, day)
            for one, running in found
            if running.requests > one.noted.requests
        ]
        if rows:
            await store.write(lambda tx: _add(store, tx, rows))
        for one, running in found:
            one.noted = running


def _row(one: Watched, running: ReadUse, day: int) -> dict[str, int | str]:
    reads = running.reads - one.noted.reads
    return {
        "connection_id": one.connection_id,
        "day": day,
        "reads": reads,
        "excluded": running.requests - one.noted.requests - reads,
        "limited": running.limited - one.noted.limited,
    }


def _add(store: Store, tx: Connection, rows: list[dict[str, int | str]]) -> None:
    """Not for connections that are gone: nothing would ever take their rows away."""
    there = set(tx.execute(select(connection.c.id)).scalars())
    statement = store.insert(requests_used)
    old, new = requests_used.c, statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["connection_id", "day"],
        set_={name: old[name] + new[name] for name in ("reads", "excluded", "limited")},
    )
    for row in rows:
        if row["connection_id"] in there:
            tx.execute(statement, row)
