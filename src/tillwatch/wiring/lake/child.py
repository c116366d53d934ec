"""What the process that owns the lake does: a child of the worker's, so that turning rows into
columns and answering questions never holds the interpreter that applies what arrives.

It loads what it needs and no more: no processor, no faces.
"""

import asyncio
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from sqlalchemy.exc import SQLAlchemyError

from tillwatch.intake.connections import keys
from tillwatch.kernel import errors, ids
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import Clock, SystemClock
from tillwatch.lake import running, trouble
from tillwatch.lake.columns.file import InUse
from tillwatch.lake.running import Owner
from tillwatch.lake.serving.frames import PURPOSE
from tillwatch.settings import Settings, load
from tillwatch.store.engine import Store, open_store
from tillwatch.store.secrets import Vault
from tillwatch.wiring import tasks
from tillwatch.wiring.bridge import Bridge

TURN_S: Final = 0.2
LONG_S: Final = 15.0
"""So long the file may be in use by who had it before."""


async def as_child(number: int) -> None:
    """`tillwatch work --lake`, begun by a worker. `number`: of the socket that ties us to it."""
    stop = tasks.stop_signals(only_terminate=True)
    await lake_for(load(), socket.socket(fileno=number), stop)


async def lake_for(settings: Settings, end: socket.socket, stop: asyncio.Event) -> None:
    """The child's whole life: until `stop`, or the other end of the socket closes."""
    os.umask(0o077)  # DuckDB lays files beside its own
    store = await open_store(settings)
    try:
        vault = await keys.vault(store, settings.secret_key_file)
        bell = Bell()
        with Bridge(bell, end) as bridge:
            own = owner(settings, store, vault, SystemClock(), bell)
            await tasks.first_of(stop.wait(), bridge.gone.wait(), in_turn(own))
    finally:
        await store.close()


async def in_turn(own: Owner) -> None:
    """Live, as soon as whoever had the file before has left it. What ends it is noted."""
    loop = asyncio.get_running_loop()
    since, is_told = loop.time(), False
    while True:
        try:
            return await running.run(own)
        except InUse as problem:
            if loop.time() - since > LONG_S and not is_told:
                await trouble.note(own.store, own.clock, trouble.of(problem))
                is_told = True
            await asyncio.sleep(TURN_S)
        except Exception as problem:
            with suppress(SQLAlchemyError, OSError):
                await trouble.note(own.store, own.clock, trouble.of(problem))
            raise


def owner(settings: Settings, store: Store, vault: Vault, clock: Clock, bell: Bell) -> Owner:
    return Owner(
        store=store,
        clock=clock,
        bell=bell,
        node=ids.new("nod"),
        key=vault.derived(PURPOSE),
        folder=folder(settings),
        host=settings.lake_host,
        memory_mb=settings.lake_memory_mb,
    )


def folder(settings: Settings) -> Path:
    """Where the file lies. `BadInput` for an address of no folder."""
    if settings.lake_url is None:
        return settings.data_dir
    parts = urlsplit(settings.lake_url)
    path = Path(unquote(parts.path)).expanduser()
    if parts.scheme not in ("", "file") or parts.netloc or not path.is_absolute():
        raise errors.BadInput(
            "TILLWATCH_LAKE_URL must be a folder of this machine, like file:///var/lib/tillwatch"
        )
    return path
