"""Calls: the bell between machines, carried by PostgreSQL (LISTEN and NOTIFY).

One session of its own a process. A call says a topic and who calls; rings of one moment are one
call. While the session is cut, nothing is heard: everybody looks at the tables every second anyway,
and when it is back, everything is rung once. That the session lives shows others that its process
does (`intake.leases`).
"""

import asyncio
import logging
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tillwatch.kernel.bell import TOPICS, Bell

CHANNEL: Final = "tillwatch"
AGAIN_S: Final = 1.0
CALL: Final = text("SELECT pg_notify(:channel, :said)")
TOGETHER_S: Final = 0.01
"""Rings within this time are one call."""
REST_S: Final = 0.1
"""From one call to the next: each is a commit, and stands before the inbox's on the disk. The first
after a silence is made at once."""

log = logging.getLogger(__name__)


def call(tx: Connection, name: str, topic: str) -> None:
    """Ring elsewhere when this transaction commits."""
    if tx.dialect.name == "postgresql":
        tx.execute(CALL, {"channel": CHANNEL, "said": f"{name} {topic}"})


class Calls:
    """`run` beside everything else; on SQLite there is nobody to call. `name`: this process's."""

    def __init__(self, main: AsyncEngine, bell: Bell, name: str) -> None:
        self._main = main
        self._bell = bell
        self._name = name
        self._rung: set[str] = set()
        self._wanted = asyncio.Event()
        self.backend: int | None = None
        """The number of the session; None while there is none."""

    async def run(self) -> None:
        """Until cancelled."""
        if self._main.dialect.name != "postgresql":
            await asyncio.Event().wait()
        self._bell.on_ring.append(self._ring)
        try:
            while True:
                with suppress(SQLAlchemyError, OSError):
                    await self._while_connected()
                await asyncio.sleep(AGAIN_S)
        finally:
            self._bell.on_ring.remove(self._ring)

    async def _while_connected(self) -> None:
        async with self._main.connect() as connection:
            try:
                await self._talk(connection)
            finally:
                self.backend = None
                with suppress(SQLAlchemyError, OSError):
                    await connection.invalidate()  # nobody else gets a session that listens

    async def _talk(self, connection: AsyncConnection) -> None:
        """Until the session is cut."""
        # what SQLAlchemy wraps is asyncpg's own: it alone hears
        session: Any = (await connection.get_raw_connection()).driver_connection
        session.add_termination_listener(lambda _session: self._wanted.set())
        await session.add_listener(CHANNEL, self._hear)
        self.backend = session.get_server_pid()
        for topic in TOPICS:
            self._bell.heard(topic)
        while not session.is_closed():
            await self._wanted.wait()
            await asyncio.sleep(TOGETHER_S)
            self._wanted.clear()
            topics, self._rung = self._rung, set()
            for topic in topics:
                if not session.is_closed():
                    await connection.run_sync(call, self._name, topic)
            await connection.commit()
            await asyncio.sleep(REST_S)
        log.warning("The session that hears other processes was cut: trying again")

    def _ring(self, topic: str) -> None:
        self._rung.add(topic)
        self._wanted.set()

    def _hear(self, _session: Any, _pid: int, _channel: str, said: str) -> None:
        name, _, topic = said.partition(" ")
        if name != self._name and topic in TOPICS:
            self._bell.heard(topic)
