"""A PostgreSQL that is there and does not want us: one sentence, and no password in it."""

import asyncio
import socket
import struct
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from tests import stores

from tillwatch import settings
from tillwatch.kernel import errors
from tillwatch.store import engine, inbox, schema
from tillwatch.store.postgresql import sessions

PATIENCE_S = 60.0
ASKS_FOR_TLS = struct.pack("!I", 80877103)
FIELDS = b'SFATAL\0C28P01\0Mpassword authentication failed for user "till"\0\0'
REFUSAL = b"E" + struct.pack("!I", len(FIELDS) + 4) + FIELDS
"""An ErrorResponse. Source: PostgreSQL's manual, Message Formats."""


async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Without TLS, and then not at all."""
    while True:
        length = struct.unpack("!I", await reader.readexactly(4))[0]
        asked = await reader.readexactly(length - 4)
        if asked[:4] != ASKS_FOR_TLS:
            break
        writer.write(b"N")
    writer.write(REFUSAL)
    await writer.drain()
    writer.close()


async def test_a_wrong_password_is_no_mistake_of_ours(tmp_path: Path) -> None:
    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        address = f"postgresql://till:sesame@127.0.0.1:{port}/till"
        given = {"TILLWATCH_DATA_DIR": str(tmp_path), "TILLWATCH_DATABASE_URL": address}
        with pytest.raises(errors.Unavailable) as refused:
            await engine.open_store(settings.load(given))
    said = refused.value.message
    assert said.startswith(f"PostgreSQL at 127.0.0.1:{port} cannot be used (")
    assert 'password authentication failed for user "till"' in said
    assert said.endswith("mend TILLWATCH_DATABASE_URL, or what the server says of it")
    assert "sesame" not in said
    assert "\n" not in said


async def test_one_that_is_not_there_is_a_failure_of_the_store(tmp_path: Path) -> None:
    """When we start it is one sentence; later all who expect a store to fail expect this too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"postgresql://till:sesame@127.0.0.1:{port}/till"
    given = {"TILLWATCH_DATA_DIR": str(tmp_path), "TILLWATCH_DATABASE_URL": address}
    with pytest.raises(errors.Unavailable) as refused:
        await engine.open_store(settings.load(given))
    assert f"PostgreSQL at 127.0.0.1:{port} does not answer (" in refused.value.message
    later = sessions.one_database(address)
    with pytest.raises(SQLAlchemyError) as failed:
        async with later.connect():
            pass
    assert "sesame" not in str(failed.value)
    await later.dispose()


async def cut_off(store: engine.Store, url: str) -> None:
    """Let three connections rest, and end their sessions; returns when ours know of it."""
    ended = [asyncio.Event() for _ in range(3)]
    async with AsyncExitStack() as stack:
        for one in ended:
            connection = await stack.enter_async_context(store.main.connect())
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            driver.add_termination_listener(lambda _, one=one: one.set())
    other = await asyncpg.connect(url)
    await other.execute(stores.CUT_OFF)
    await other.close()
    for one in ended:
        await asyncio.wait_for(one.wait(), PATIENCE_S)


@pytest.mark.parametrize("rested_s", [sessions.RESTED_S, -1.0])
async def test_sessions_that_were_ended_are_opened_again_unseen(
    store_url: str, monkeypatch: pytest.MonkeyPatch, rested_s: float
) -> None:
    monkeypatch.setattr(sessions, "RESTED_S", rested_s)
    given = settings.load({"TILLWATCH_DATABASE_URL": store_url})
    store = await engine.open_store(given)
    for _ in range(2):
        await cut_off(store, store_url)
        for _ in range(4):
            assert await store.write(lambda tx: tx.scalar(text("SELECT 1"))) == 1
    await store.close()


@pytest.mark.filterwarnings("ignore:.*unclosed connection")  # so it seems, as none is closed
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_what_rested_for_long_is_asked_before_it_is_used(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way to the server may be gone without the driver's knowing."""
    store = await engine.open_store(settings.load({"TILLWATCH_DATABASE_URL": store_url}))
    await store.write(lambda tx: tx.scalar(text("SELECT 1")))
    monkeypatch.setattr(asyncpg.Connection, "is_closed", lambda _: False)
    monkeypatch.setattr(sessions, "RESTED_S", -1.0)
    await cut_off(store, store_url)
    for _ in range(4):
        assert await store.write(lambda tx: tx.scalar(text("SELECT 1"))) == 1
    await store.close()


WAITS = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
NUMBER = text("SELECT nextval(pg_get_serial_sequence('inbox', 'seq'))")


async def test_the_inbox_gives_no_number_before_it_is_its_turn(store_url: str) -> None:
    """Else a reader could see a later number first and go on from there."""
    store = await engine.open_store(settings.load({"TILLWATCH_DATABASE_URL": store_url}))
    late = inbox.Delivery("con", "evt", "2026", "x", 1, False, None, False, "webhook", 1, b"{}")
    async with asyncio.timeout(PATIENCE_S), store.inbox.connect() as other:
        await other.run_sync(schema.in_turn, schema.INBOX_LOCK)
        writing = asyncio.create_task(inbox.write(store, [late]))
        while not await other.scalar(WAITS):  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.01)
        early = await other.scalar(NUMBER)
        await other.commit()
        await writing
        [(number, kept)] = await inbox.after(store, 0, 9)
    assert (number, kept) == (early + 1, late)
    await store.close()
