"""Sessions with a PostgreSQL: how each is opened and set up, and that none is given out that the
server ended meanwhile. Those of one process bear one name, so that others can end what it left
locked. A server that is not there, or does not want us, is said in one line."""

import math
import os
import secrets
import time
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tillwatch.kernel import errors

RESTED_S: Final = 5.0
NAMED: Final = "tillwatch "
CUT_OFF: Final = text("""
    SELECT pg_terminate_backend(other.pid) FROM pg_stat_activity AS known
    JOIN pg_stat_activity AS other USING (datname, usename, application_name)
    WHERE known.pid = ANY(CAST(:backends AS int[])) AND starts_with(application_name, :named)
    AND other.xact_start IS NOT NULL AND other.pid <> pg_backend_pid()
""")


def one_database(address: str) -> AsyncEngine:
    """An engine for this address; nothing is asked of it yet. `BadInput` for another kind."""
    try:
        url = make_url(address)
    except ArgumentError:
        url = URL.create("unknown")
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise errors.BadInput(
            "TILLWATCH_DATABASE_URL must be an address like postgresql://user@host/name; "
            "leave it empty for SQLite files in the data folder"
        )
    url = url.set(drivername="postgresql+asyncpg")
    name = f"{NAMED}{os.getpid()} {secrets.token_hex(4)}"
    engine = create_async_engine(
        url,
        pool_size=8,
        max_overflow=8,
        hide_parameters=True,
        connect_args={"server_settings": {"application_name": name}},
    )
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "checkin", _rest)
    event.listen(engine.sync_engine, "checkout", _wake)
    return engine


def _connect(dialect: Dialect, _record: Any, given: Any, named: Any) -> Any:
    """A server that is not there is a failure of the store like any other."""
    try:
        return dialect.connect(*given, **named)
    except OSError as problem:
        raise OperationalError("connect", None, problem) from problem


def _set_up(connection: Any, _record: Any) -> None:
    """A plan is made for the tables as they are, each time. One that is kept from when they were
    almost empty reads all that has come since, with every batch, until they are counted again."""
    cursor = connection.cursor()
    cursor.execute("SET plan_cache_mode = force_custom_plan")
    cursor.close()
    connection.commit()


def _rest(_connection: Any, record: Any) -> None:
    record.info["rests since"] = time.monotonic()


def _wake(connection: Any, record: Any, _proxy: Any) -> None:
    """A connection that the server ended is not given out again. The driver knows of that; what
    rested for long may be dead without its knowing and is asked, which takes three questions."""
    rested = time.monotonic() - record.info.get("rests since", math.inf)
    try:
        if not connection.driver_connection.is_closed():
            if rested > RESTED_S:
                connection.ping()
            return
    except (connection.dbapi.Error, OSError):
        pass
    raise DisconnectionError


def cut_off(connection: Connection, backends: Collection[int]) -> None:
    """End the transactions of the processes that these sessions are of, and their locks: theirs
    that hang. PostgreSQL itself ends one that asks nothing, but waits for ever for one that stopped
    in the middle of a question, or of reading its answer."""
    if backends:
        connection.execute(CUT_OFF, {"backends": sorted(backends), "named": NAMED})


@asynccontextmanager
async def answering(engine: AsyncEngine) -> AsyncIterator[None]:
    """What its PostgreSQL does meanwhile, said in one line when it fails: `Unavailable`."""
    url = engine.url
    try:
        yield
    except DBAPIError as problem:
        if isinstance(problem.orig, OSError):
            raise errors.Unavailable(
                f"PostgreSQL at {url.host}:{url.port or 5432} does not answer ({problem.orig}): "
                "start it, or mend TILLWATCH_DATABASE_URL"
            ) from None
        raise errors.Unavailable(
            f"PostgreSQL at {url.host}:{url.port or 5432} cannot be used ({problem.orig}): "
            "mend TILLWATCH_DATABASE_URL, or what the server says of it"
        ) from problem


@asynccontextmanager
async def one_connection(address: str) -> AsyncIterator[AsyncConnection]:
    """A connection to a PostgreSQL, for those who need no more; its tables stay as they are."""
    engine = one_database(address)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        async with answering(engine):
            connection = await stack.enter_async_context(engine.connect())
        yield connection
