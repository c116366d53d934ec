"""Nodes: who gives signs of life, who has fallen silent, and whose row is taken away."""

import asyncio
from dataclasses import replace

from tests.doubles.desk import Desk
from tillwatch.intake import nodes
from tillwatch.intake.house import House
from tillwatch.intake.nodes.beat import leave, write
from tillwatch.intake.process import SLOT_S, SLOTS, WEB, WORKER, Own, Trail
from tillwatch.intake.watching.rates import trail
from tillwatch.kernel.counters import BOUNDS_S, Counters, Histogram


def another(house: House, role: str, host: str = "till") -> House:
    """Another process on the same store."""
    return replace(house, counters=Counters(), node=Own(role=role, host=host))


async def seen(house: House) -> list[tuple[str, bool]]:
    return [(one.id, one.up) for one in await nodes.everything(house)]


async def test_each_process_is_seen_with_its_figures(desk: Desk) -> None:
    web, worker = another(desk.house, WEB), another(desk.house, WORKER)
    worker.counters.applied = 7
    await write(web)
    await write(worker)
    found = {one.role: one for one in await nodes.everything(web)}
    assert found[WORKER].figures["applied"] == 7
    assert found[WORKER].figures["rss_bytes"] > 1_000_000
    assert (found[WEB].works, found[WORKER].works) == (False, True)
    assert await nodes.worker_ago_s(web) == 0


async def test_ones_own_figures_are_those_of_now(desk: Desk) -> None:
    web = another(desk.house, WEB)
    await write(web)
    web.counters.accepted = 3
    (found,) = await nodes.everything(web)
    assert found.figures["accepted"] == 3


async def test_a_silent_one_counts_as_gone_and_is_forgotten_after_a_day(desk: Desk) -> None:
    web, worker = another(desk.house, WEB), another(desk.house, WORKER, "elsewhere")
    started = await write(web)
    await write(worker)
    desk.clock.advance(21)
    await write(web, started)
    assert dict(await seen(web)) == {web.node.id: True, worker.node.id: False}
    assert await nodes.worker_ago_s(web) == 21
    desk.clock.advance(86_400)
    await write(web, started)
    assert await seen(web) == [(web.node.id, True)]
    assert await nodes.worker_ago_s(web) is None


async def test_who_takes_the_place_of_a_killed_one_takes_its_row_away(desk: Desk) -> None:
    killed, beside = another(desk.house, WORKER), another(desk.house, WORKER)
    started = await write(beside)
    await write(killed)
    desk.clock.advance(21)
    await write(beside, started)
    assert killed.node.id in dict(await seen(beside))  # it was there before: no replacement
    new = another(desk.house, WORKER)
    await write(new)
    assert set(dict(await seen(new))) == {beside.node.id, new.node.id}


async def test_what_a_killed_one_did_is_not_forgotten_with_it(desk: Desk) -> None:
    killed = another(desk.house, WORKER)
    killed.counters.applied = 7
    await write(killed)
    desk.clock.advance(21)
    new = another(desk.house, WORKER)
    new.counters.applied = 2
    await write(new)
    desk.clock.advance(SLOT_S)
    slots = trail(await nodes.everything(new), desk.clock.now())
    assert [one.applied for one in slots if one.applied] == [7, 2]


async def test_it_starts_once_and_goes_in_good_order(desk: Desk) -> None:
    web = another(desk.house, WEB)
    started = await write(web)
    at = int(desk.clock.now())
    desk.clock.advance(5)
    await write(web, started)
    (found,) = await nodes.everything(web)
    assert (found.started_at, found.seen_ago_s) == (at, 0)
    await leave(web)
    assert await seen(web) == []


async def test_the_heart_beats_until_it_is_stopped(desk: Desk) -> None:
    web = another(desk.house, WEB)
    beating = asyncio.create_task(nodes.beat(web, WORKER))
    async with asyncio.timeout(60):
        while not await seen(web):  # noqa: ASYNC110  # what it waits for is a row
            await asyncio.sleep(0)
    beating.cancel()
    await asyncio.wait([beating])
    assert web.node.role == WORKER
    assert await seen(web) == []


def test_a_trail_holds_ten_minutes() -> None:
    trail, counters = Trail(), Counters()
    for slot in range(SLOTS + 5):
        counters.accepted += 10
        counters.applied += slot % 2
        trail.look(counters, slot * SLOT_S)
        trail.look(counters, slot * SLOT_S + 5)
    told = trail.figures()
    assert [slot for slot, _, _ in told] == list(range(5, SLOTS + 5))
    assert told[-1] == [SLOTS + 4, 10, 0]
    trail.look(counters, 10 * SLOTS * SLOT_S)
    assert trail.figures() == []


def test_a_histogram_sorts_by_time_taken() -> None:
    took = Histogram()
    for seconds in (0.0005, 0.001, 0.0011, 0.3, 99.0):
        took.add(seconds)
    assert took.counts[:2] == [2, 1]
    assert took.counts[BOUNDS_S.index(0.5)] == 1
    assert took.counts[-1] == 1
    assert sum(took.counts) == 5
