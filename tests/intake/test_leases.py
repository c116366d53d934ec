"""Workers share the connections of one PostgreSQL: fairly, without gaps, and never two at once."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DBAPIError

from tests import stores
from tests.doubles.desk import SECRET, Desk, event, opened, sign
from tillwatch.intake import connections, drain, process
from tillwatch.intake.apply import Apply
from tillwatch.intake.drain import Drain
from tillwatch.intake.house import House
from tillwatch.intake.leases import INSTALLATION, Leases, Lost
from tillwatch.kernel.bell import Bell
from tillwatch.processors.reading import Reading
from tillwatch.store.engine import Store, open_store
from tillwatch.store.schema import LEDGER_SHAPE
from tillwatch.store.secrets import Vault
from tillwatch.store.tables import cursor, seat

CHARGE = {"id": "ch_1", "object": "charge", "amount": 700, "currency": "usd"}


class Node:
    """A worker on another machine: a store, a name and leases of its own."""

    def __init__(self, house: House, backend: int | None = None) -> None:
        self.house = house
        self.leases = Leases(house, lambda: backend)
        self.writer = Apply(house, self.leases)
        self.drain = Drain(house, self.writer, self.leases)

    async def holds(self) -> set[str]:
        await self.leases.look(called=True)
        await self.leases.give_back()
        return set(self.leases.held)

    async def apply(self) -> int:
        applied = 0
        while batch := await self.drain.once():
            applied += batch
        return applied


@pytest.fixture
async def desk(tmp_path: Path, store_url: str) -> AsyncIterator[Desk]:
    stores.on_postgresql(tmp_path, store_url)
    async with opened(tmp_path) as made:
        yield made


@pytest.fixture
async def nodes(desk: Desk) -> AsyncIterator[list[Node]]:
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(3):
            store = await open_store(desk.house.settings)
            stack.push_async_callback(store.close)
            own = {"store": store, "bell": Bell(), "node": process.Own()}
            made.append(Node(dataclasses.replace(desk.house, **own)))
        yield made


async def silent(node: Node) -> None:
    """It has not renewed its seat for long."""
    async with node.house.store.writing() as tx:
        own = seat.c.node == node.house.node.id
        await tx.execute(update(seat).where(own).values(renewed_ms=0))


async def until(store: Store, question: str) -> None:
    """It has an answer; nobody rings for it."""
    while True:
        async with store.reading() as tx:
            if await tx.scalar(text(question)):
                return


def looks_again(node: Node) -> None:
    node.leases._known = frozenset()  # as if it were time


async def test_nobody_holds_more_than_a_fair_share(desk: Desk, nodes: list[Node]) -> None:
    for number in range(4):
        await connections.connect(
            desk.house, processor="stripe", name=f"S{number}", secret=f"whsec_{number}aaaaaaaa"
        )
    every = {c.id for c in await connections.everything(desk.house.store)} | {INSTALLATION}
    assert await nodes[0].holds() == every
    for _ in range(3):
        for node in nodes:
            looks_again(node)
            await node.holds()
    held = [node.leases.held for node in nodes]
    assert [len(one) for one in held] == [2, 2, 2]
    assert held[0] | held[1] | held[2] == every
    await nodes[1].leases.leave()
    for node in (nodes[0], nodes[2]) * 2:
        looks_again(node)
        await node.holds()
    assert nodes[0].leases.held | nodes[2].leases.held == every


async def test_who_was_silent_loses_all_and_cannot_write_when_it_comes_back(
    desk: Desk, nodes: list[Node]
) -> None:
    hung, other, _ = nodes
    connection = desk.connection_id
    assert connection in await hung.holds()
    assert (await desk.post(event("charge.succeeded", CHARGE))).status_code == 200
    await silent(hung)
    assert connection in await other.holds()
    assert connection in hung.leases.held  # as far as it knows
    processor = desk.house.processors.get("stripe")
    late = Reading(kind="charge", id="ch_9", as_of=5, payload=b'{"id":"ch_9","amount":9}')
    with pytest.raises(Lost):
        await hung.writer.readings(connection, processor, (late,), live=True)
    assert await hung.apply() == 1  # it tried
    assert connection not in hung.leases.held
    assert await desk.rows("payment") == []
    assert await other.apply() == 1
    assert [row["amount"] for row in await desk.rows("payment")] == [700]


async def test_who_cannot_open_the_keys_leaves_the_work_to_those_who_can(
    desk: Desk, nodes: list[Node]
) -> None:
    """Alone it does what can be done without them."""
    for number in range(4):
        await connections.connect(
            desk.house, processor="stripe", name=f"S{number}", secret=f"whsec_{number}aaaaaaaa"
        )
    every = {c.id for c in await connections.everything(desk.house.store)} | {INSTALLATION}
    able, *strangers = nodes
    vault = Vault([bytes(32)])
    for one in strangers:
        one.house = one.leases._house = dataclasses.replace(one.house, vault=vault)
    for one in strangers * 2:
        looks_again(one)
        await one.holds()
    assert [one.leases.held for one in strangers] == [every, set()]
    for one in [able, *strangers, able, *strangers, able]:
        looks_again(one)
        await one.holds()
    assert [one.leases.held for one in nodes] == [every, set(), set()]


async def test_a_session_that_is_cut_frees_its_leases_at_once(
    desk: Desk, nodes: list[Node]
) -> None:
    async with desk.house.store.reading() as tx:
        gone = 2**22 + int(await tx.scalar(text("SELECT pg_backend_pid()")) or 0)
    killed, other = Node(nodes[0].house, gone), nodes[1]
    assert desk.connection_id in await killed.holds()
    assert {desk.connection_id, INSTALLATION} == await other.holds()


async def test_who_hangs_in_the_middle_of_a_question_holds_nobody_up(
    desk: Desk, nodes: list[Node]
) -> None:
    """PostgreSQL ends no transaction by itself whose question is not done."""
    hanging, other, third = nodes
    async with hanging.house.store.main.connect() as listens, third.house.store.reading() as reads:
        backend = await listens.scalar(text("SELECT pg_backend_pid()"))
        await listens.commit()
        hung = Node(hanging.house, int(backend or 0))
        assert desk.connection_id in await hung.holds()

        def works(tx: Connection) -> None:
            hung.leases.hold(tx, desk.connection_id)
            tx.execute(text("SELECT pg_sleep(600)"))

        working = asyncio.create_task(hung.house.store.write(works))
        await until(
            other.house.store, "SELECT 1 FROM pg_stat_activity WHERE query ~ '^SELECT pg_sl'"
        )
        await silent(hung)
        await other.holds()
        with pytest.raises(DBAPIError):
            await working
        looks_again(other)
        assert {desk.connection_id, INSTALLATION} == await other.holds()
        assert await reads.scalar(text("SELECT 1")) == 1  # who does not hang is let be


async def test_the_successor_goes_on_where_the_other_was(desk: Desk, nodes: list[Node]) -> None:
    one, other, _ = nodes
    second = await connections.connect(
        desk.house, processor="stripe", name="B", secret="whsec_theSecondOne", mode="test"
    )
    await one.holds()
    await desk.post(event("charge.succeeded", CHARGE))
    assert await one.apply() == 1
    for number in range(3):
        about = CHARGE | {"id": f"ch_b{number}"}
        to = (second.id, "whsec_theSecondOne") if number else (desk.connection_id, SECRET)
        body = event("charge.succeeded", about, id_=f"evt_b{number}")
        signed = sign(body, to[1])
        assert (await desk.post(body, signed, to=to[0])).status_code == 200
    await one.leases.leave()
    await other.holds()
    assert await other.apply() == 3
    assert {row["id"] for row in await desk.rows("payment")} == {"ch_1", "ch_b0", "ch_b1", "ch_b2"}
    assert await drain.position(desk.house) == 4


async def test_an_older_worker_leaves_the_ledger_of_a_newer_one_alone(
    desk: Desk, nodes: list[Node]
) -> None:
    older = nodes[0]
    assert desk.connection_id in await older.holds()
    await desk.post(event("charge.succeeded", CHARGE))
    async with desk.house.store.writing() as tx:
        await tx.execute(update(cursor).where(cursor.c.name == LEDGER_SHAPE).values(position=1))
    await older.apply()
    assert await desk.rows("payment") == []
    looks_again(older)
    assert await older.holds() == set()
