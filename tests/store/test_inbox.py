"""The mouth of the house, on both stores: what repeats is counted, one that no store can hold harms
nobody, and the queue has an end (G1)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests import stores

from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.counters import Counters
from tillwatch.store import inbox, tables
from tillwatch.store.engine import Store, open_store
from tillwatch.store.inbox import Delivery, Full, Inbox, queue, statements

pytestmark = pytest.mark.usefixtures("any_store")
NOW = 1_795_000_000
PATIENCE_S = 60.0
TOO_LARGE = 2**70
"""No column holds it."""


def delivery(id_: str, **more: Any) -> Delivery:
    usual: dict[str, Any] = {
        "connection_id": "con_1",
        "event_id": id_,
        "api_version": "2026-10-28",
        "type": "charge.succeeded",
        "created": NOW,
        "livemode": False,
        "account": None,
        "thin": False,
        "source": "webhook",
        "received_ms": NOW * 1000,
        "body": id_.encode(),
    }
    return Delivery(**(usual | more))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(stores.given(tmp_path))
    yield opened
    await opened.close()


@asynccontextmanager
async def writing(mouth: Inbox) -> AsyncIterator[None]:
    async with asyncio.timeout(PATIENCE_S):
        running = asyncio.create_task(mouth.run())
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def kept(store: Store) -> list[tuple[str, bytes, int]]:
    """Event, body and repeats, in the order of writing."""
    columns = (tables.inbox.c.event_id, tables.inbox.c.body, tables.inbox.c.repeats)
    async with store.inbox.connect() as reading:
        found = await reading.execute(select(*columns).order_by(tables.inbox.c.seq))
        return [(row[0], row[1], row[2]) for row in found]


async def test_what_repeats_within_a_batch_and_after_it_is_counted_on_the_first(store: Store):
    first = delivery("evt_1", body=b"the first")
    again = delivery("evt_1", body=b"another")
    await inbox.write(store, [first, again, delivery("evt_2"), again])
    await inbox.write(store, [again, again, delivery("evt_3")])
    assert await kept(store) == [
        ("evt_1", b"the first", 4),
        ("evt_2", b"evt_2", 0),
        ("evt_3", b"evt_3", 0),
    ]


async def test_a_poll_that_finds_what_a_webhook_brought_is_no_repeat(store: Store):
    polled = delivery("evt_1", source="poll")
    await inbox.write(store, [delivery("evt_1"), polled])
    await inbox.write(store, [polled])
    assert await kept(store) == [("evt_1", b"evt_1", 0)]


async def test_another_version_or_connection_is_another_delivery(store: Store):
    older = delivery("evt_1", api_version="2020-08-27")
    elsewhere = delivery("evt_1", connection_id="con_2")
    await inbox.write(store, [delivery("evt_1"), older, elsewhere])
    assert [repeats for _, _, repeats in await kept(store)] == [0, 0, 0]


@pytest.mark.parametrize("count", [1, 2, 3, 255, 256, 257, 700])
async def test_a_batch_of_any_size_is_kept_in_its_order(store: Store, count: int):
    given = [delivery(f"evt_{number}") for number in range(count)]
    await inbox.write(store, given)
    assert [one for _, one in await inbox.after(store, 0, count + 1)] == given


async def test_one_that_no_store_can_hold_harms_nobody_in_its_batch(store: Store):
    mouth = Inbox(store, Counters(), SetClock(NOW))
    good = [delivery(f"evt_{number}") for number in range(9)]
    batch = [*good[:5], delivery("evt_bad", created=TOO_LARGE), *good[5:]]
    puts = [asyncio.ensure_future(mouth.put(one)) for one in batch]
    async with writing(mouth):
        came = await asyncio.gather(*puts, return_exceptions=True)
    failed = [problem for problem in came if problem is not None]
    assert [type(problem) for problem in failed] == [errors.Unavailable]
    assert came.index(failed[0]) == 5
    assert {id_ for id_, _, _ in await kept(store)} == {one.event_id for one in good}


async def test_the_counters_tell_what_was_repeated_and_what_waits(store: Store):
    counters = Counters()
    mouth = Inbox(store, counters, SetClock(NOW))
    ids = ("evt_1", "evt_2", "evt_1", "evt_1")
    puts = [asyncio.ensure_future(mouth.put(delivery(id_))) for id_ in ids]
    await asyncio.sleep(0)
    assert counters.queue == 4
    async with writing(mouth):
        await asyncio.gather(*puts)
        await mouth.put(delivery("evt_2"))
    assert (counters.repeated, counters.queue) == (3, 0)
    assert sum(counters.commit.counts) == 2
    assert counters.commit_failed_at is None


async def test_the_queue_ends_by_number_and_goes_on_when_it_is_shorter(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(queue, "QUEUE", 8)
    mouth = Inbox(store, Counters(), SetClock(NOW))
    puts = [asyncio.ensure_future(mouth.put(delivery(f"evt_{n}"))) for n in range(8)]
    await asyncio.sleep(0)
    with pytest.raises(Full):
        await mouth.put(delivery("evt_8"))
    async with writing(mouth):
        await asyncio.gather(*puts)
        await mouth.put(delivery("evt_8"))
    assert len(await kept(store)) == 9


async def test_the_queue_ends_by_bytes(store: Store):
    mouth = Inbox(store, Counters(), SetClock(NOW))
    body = bytes(queue.QUEUE_BYTES // 64)
    puts = [asyncio.ensure_future(mouth.put(delivery(f"evt_{n}", body=body))) for n in range(64)]
    await asyncio.sleep(0)
    with pytest.raises(Full):
        await mouth.put(delivery("evt_small", body=b"x"))
    for put in puts:
        put.cancel()
    await asyncio.gather(*puts, return_exceptions=True)


async def test_a_sender_that_left_harms_nobody(store: Store):
    mouth = Inbox(store, Counters(), SetClock(NOW))
    puts = [asyncio.ensure_future(mouth.put(delivery(f"evt_{n}"))) for n in range(3)]
    await asyncio.sleep(0)
    puts[1].cancel()
    async with writing(mouth):
        await asyncio.gather(puts[0], puts[2])
    assert len(await kept(store)) == 3


def test_the_columns_written_are_of_the_table_and_begin_with_its_key():
    names = {column.name for column in tables.inbox.columns}
    given = {
        column.name for column in tables.inbox.columns if column.server_default or column.nullable
    }
    assert names - given - {"seq"} <= set(statements.COLUMNS) <= names
    assert statements.COLUMNS[: statements.KEY] == ("connection_id", "event_id", "api_version")


async def test_at_its_end_everybody_has_an_answer(store: Store):
    """Kept, or told to send again: a server that waits for its last answers waits not for ever."""
    mouth = Inbox(store, Counters(), SetClock(NOW))
    async with writing(mouth):
        await mouth.put(delivery("evt_0"))
        puts = [asyncio.ensure_future(mouth.put(delivery(f"evt_{n}"))) for n in range(1, 3000)]
        await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE_S):
        answers = await asyncio.gather(*puts, return_exceptions=True)
        with pytest.raises(errors.Unavailable):
            await mouth.put(delivery("evt_late"))
    assert all(one is None or isinstance(one, errors.Unavailable) for one in answers)
    told = {f"evt_{n}" for n, one in enumerate(answers, 1) if one is None}
    assert told <= {id_ for id_, _, _ in await kept(store)}
