"""Sessions with a PostgreSQL: how each is opened and set up, and that none is given out that the
server ended meanwhile. A server that is not there, or does not want us, is said in one line."""

import math
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tillwatch.kernel import errors

RESTED_S: Final = 5.0


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
    engine = create_async_engine(url, pool_size=8, max_overflow=8, hide_parameters=True)
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
