"""The bell between two processes on one PostgreSQL, and what happens when the session is cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from tests import stores

from tillwatch.kernel.bell import CHANGES, INBOX, TOPICS, Bell
from tillwatch.store.engine import Store, open_store
from tillwatch.store.postgresql.calls import Calls

HEARD_S = 60.0


class Node:
    def __init__(self, store: Store, name: str) -> None:
        self.store, self.bell = store, Bell()
        self.calls = Calls(store.main, self.bell, name)
        self.ears = {topic: self.bell.listen(topic) for topic in TOPICS}
        self.running = asyncio.create_task(self.calls.run())

    async def connected(self) -> int:
        for ear in self.ears.values():
            assert await ear.wait(HEARD_S)  # once it is there, everything is rung
        assert self.calls.backend is not None
        return self.calls.backend

    async def end(self) -> None:
        self.running.cancel()
        with suppress(asyncio.CancelledError):
            await self.running
        await self.store.close()


@pytest.fixture
async def nodes(tmp_path: Path, store_url: str) -> AsyncIterator[tuple[Node, Node]]:
    stores.on_postgresql(tmp_path, store_url)
    async with AsyncExitStack() as stack:
        made = []
        for name in ("nod_a", "nod_b"):
            node = Node(await open_store(stores.given(tmp_path)), name)
            stack.push_async_callback(node.end)
            await node.connected()
            made.append(node)
        yield made[0], made[1]


async def test_a_ring_is_heard_elsewhere_and_not_twice_here(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    one.bell.ring(INBOX)
    assert await other.ears[INBOX].wait(HEARD_S)
    assert one.ears[INBOX].rang()
    other.bell.ring(CHANGES)
    assert await one.ears[CHANGES].wait(HEARD_S)
    assert not one.ears[INBOX].rang()
    assert not other.ears[INBOX].rang()


async def test_a_cut_session_is_opened_again(nodes: tuple[Node, Node]) -> None:
    one, other = nodes
    first = one.calls.backend
    async with other.store.reading() as tx:
        await tx.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first})
    assert await one.connected() != first
    other.bell.ring(INBOX)
    assert await one.ears[INBOX].wait(HEARD_S)
