"""An installation run by real commands, on either store, and what it holds."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import Request, urlopen

import asyncpg
from sqlalchemy import func, select

from tests import stores
from tests.cli.shell import Server, Shell
from tests.doubles import copied
from tests.faults.load import PATIENCE_S, SECRET, wait
from tillwatch.store import tables
from tillwatch.store.engine import Store, open_store

LAST_CHANGE = "SELECT max(seq) FROM changes"
T = TypeVar("T")


@dataclass(frozen=True)
class Installation:
    folder: Path
    shell: Shell
    connection_id: str

    def _read(self, read: Callable[[Store], Awaitable[T]]) -> T:
        async def body() -> T:
            store = await open_store(stores.given(self.folder))
            try:
                return await read(store)
            finally:
                await store.close()

        return asyncio.run(body())

    def inbox(self) -> dict[str, bytes]:
        """The bodies of the events on disk, by id."""

        async def read(store: Store) -> dict[str, bytes]:
            table = tables.inbox
            async with store.inbox.connect() as reading:
                found = await reading.execute(select(table.c.event_id, table.c.body))
                return {row.event_id: row.body for row in found}

        return self._read(read)

    def ledger(self) -> copied.Copy:
        return self._read(lambda store: copied.ledger(store, self.connection_id))

    def changes(self) -> int:
        """The number of the last change of a row: it grows while the worker applies or imports.

        Asked often, so without opening the store, which takes longer than a change."""
        database = stores.given(self.folder).database_url
        if database:
            return asyncio.run(_asked(database, LAST_CHANGE))
        with closing(sqlite3.connect(self.folder / "tillwatch.sqlite", timeout=PATIENCE_S)) as file:
            return file.execute(LAST_CHANGE).fetchone()[0] or 0

    def settled(self) -> None:
        """Wait until nothing is left to do; says what is, if it takes too long."""
        left = [""]

        def done() -> bool:
            left[:] = self.states()
            return not left

        try:
            wait(done)
        except AssertionError:
            raise AssertionError(f"it does not settle: {left}") from None

    def states(self) -> list[str]:
        """What is not done yet: deliveries to apply, an import, objects in doubt."""

        async def read(store: Store) -> list[str]:
            async with store.inbox.connect() as reading:
                last = await reading.scalar(select(func.max(tables.inbox.c.seq))) or 0
            async with store.reading() as reading:
                positions = select(func.max(tables.cursor.c.position)).where(
                    tables.cursor.c.name.startswith("inbox")
                )
                applied = await reading.scalar(positions) or 0
                runs = (await reading.execute(select(tables.import_run.c.state))).scalars().all()
                doubtful = select(func.count()).where(tables.objects.c.undecided)
                doubts = await reading.scalar(doubtful)
            waiting = [f"{last - applied} deliveries"] if applied < last else []
            return [
                *waiting,
                *(f"import {s}" for s in runs if s != "done"),
                *["doubts"] * bool(doubts),
            ]

        return self._read(read)

    def ask(self, path: str, body: object = None) -> Any:
        """The API's answer to a GET, or with a body to a POST."""
        told = json.loads((self.folder / "server.json").read_bytes())
        request = Request(
            f"{told['url']}/api/v1/{path}",
            None if body is None else json.dumps(body).encode(),
            {"authorization": f"Bearer {told['token']}", "content-type": "application/json"},
        )
        with urlopen(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)

    def imported(self) -> None:
        """Wait for the import that begins by itself; another that is started before its end would
        join it, and read no list again."""

        async def read(store: Store) -> bool:
            async with store.reading() as reading:
                states = (await reading.execute(select(tables.import_run.c.state))).scalars().all()
            return bool(states) and set(states) == {"done"}

        wait(lambda: self._read(read), "the first import does not end")

    def start_import(self) -> None:
        self.ask(f"connections/{self.connection_id}/import", {"action": "start"})


async def _asked(database: str, question: str) -> int:
    session = await asyncpg.connect(database)
    try:
        return await session.fetchval(question) or 0
    finally:
        await session.close()


def install(folder: Path, *, key: str = "", stripe: str = "", database: str = "") -> Installation:
    """A connection with the signing secret that `Load` signs with; with `key` one that reads from
    `stripe`; on PostgreSQL at `database`, else on SQLite."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"TILLWATCH_DATA_DIR": str(folder)}
    if stripe:
        settings["TILLWATCH_STRIPE_API_BASE"] = settings["TILLWATCH_STRIPE_FILES_BASE"] = stripe
        settings["TILLWATCH_STRIPE_RATE"] = "0"
    if database:
        settings["TILLWATCH_DATABASE_URL"] = database
        stores.on_postgresql(folder, database)
    shell = Shell(settings)
    flags = (*(("--key-stdin",) if key else ()), "--webhook-secret-stdin")
    lines = "\n".join([*([key] if key else []), SECRET])
    made = shell.answer("connect", "stripe", "--name", "Shop", *flags, stdin=lines)
    return Installation(folder, shell, made["connection_id"])


def workers(server: Server) -> list[int]:
    """The process ids of the server's children."""
    of = server.process.pid
    told = Path(f"/proc/{of}/task/{of}/children").read_text()
    return [int(number) for number in told.split()]
