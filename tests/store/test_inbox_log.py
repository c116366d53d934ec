"""SQLite's log of the inbox begins anew while deliveries come in, and a reader only delays that."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests import stores
from tests.store.test_inbox import delivery

from tillwatch.store import inbox, tables
from tillwatch.store.engine import Store, open_store
from tillwatch.store.inbox import log
from tillwatch.store.writer import log_taken_over

BODY = random.Random(5).randbytes(100_000)
EVENTS = log.LONG * 4096 // len(BODY) + 10
"""Enough for a log that is to begin anew."""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(stores.given(tmp_path))
    yield opened
    await opened.close()


async def pages(store: Store) -> int:
    """Of the log now."""
    return (await store.beside_inbox_file(log_taken_over))[0]


async def flood(store: Store, name: str) -> None:
    await inbox.write(store, [delivery(f"{name}_{n}", body=BODY) for n in range(EVENTS)])


async def test_a_long_log_is_taken_over_and_begins_anew(store: Store):
    await flood(store, "evt")
    assert await pages(store) >= log.LONG
    assert await log.take_over(store) == 0
    await inbox.write(store, [delivery("evt_after")])
    assert await pages(store) < 20
    assert await inbox.last(store) == EVENTS + 1


async def test_a_reader_delays_it_and_loses_nothing(store: Store):
    count = select(func.count()).select_from(tables.inbox)
    await inbox.write(store, [delivery("evt_before")])
    async with store.inbox.connect() as reading:
        assert await reading.scalar(count) == 1
        await flood(store, "evt")
        assert await log.take_over(store) >= log.LONG - 20
        assert await reading.scalar(count) == 1
    assert await log.take_over(store) == 0
    await inbox.write(store, [delivery("evt_after")])
    assert await pages(store) < 20
    assert await inbox.last(store) == EVENTS + 2
