"""Pages made ready in another process end in the same store as pages read here."""

import asyncio
import json
import os
import pickle
import signal
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tests.doubles.desk import NEW, NOW, Desk, Json, all_rows, ledger, opened
from tillwatch.intake.apply import Apply
from tillwatch.intake.backfill.beside import Beside, ready
from tillwatch.intake.made import Made
from tillwatch.intake.objects import Told
from tillwatch.processors.port import NotOffered
from tillwatch.processors.stripe.client import Answer
from tillwatch.processors.stripe.lists.pages import Range
from tillwatch.processors.stripe.lists.reader import Page


def charge(number: int, **more: object) -> Json:
    return {
        "id": f"ch_{number}",
        "object": "charge",
        "created": NOW - number,
        "amount": 900 + number,
        "amount_captured": 900 + number,
        "amount_refunded": 0,
        "currency": "eur",
        "captured": True,
        "status": "succeeded",
        "customer": {"id": "cus_1", "object": "customer", "created": NOW - 9, "name": "Aïda 🐌"},
        "payment_intent": f"pi_{number}",
    } | more


def page(*objects: Json, kind: str = "charge", as_of: int = NOW) -> Page:
    body = json.dumps({"object": "list", "data": objects, "has_more": False}).encode()
    return Page(Answer(200, body, as_of, NEW), kind, Range())


PAGES = (
    page(charge(1), charge(2), charge(3, currency=7, amount="much")),
    page(charge(2, amount_refunded=100), charge(1), as_of=NOW + 5),
    page({"id": "odd_1", "object": "oddity", "created": NOW}, kind="oddity"),
)
"""With a customer in each charge, a charge that cannot be translated, one told twice in a batch
and again later, and a kind nobody knows."""
ON_TWO_CORES = pytest.mark.skipif(
    len(os.sched_getaffinity(0)) < 2, reason="on one core there is no other process"
)
BATCHES = (PAGES[:1], (*PAGES[1:], PAGES[0]))


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(tmp_path / "other") as made:
        yield made


async def keep(desk: Desk, told: Sequence[Told]) -> None:
    processor = desk.house.processors.get("stripe")
    await Apply(desk.house).readings(desk.connection_id, processor, told, live=False)


async def all_of(desk: Desk) -> dict[str, list[Json]]:
    kept = await all_rows(desk.house, "objects")
    aside = [{**row, "id": 0} for row in await desk.set_aside()]
    return {
        name: [{**row, "connection_id": ""} for row in rows]
        for name, rows in {**await ledger(desk.house), "objects": kept, "aside": aside}.items()
    }


async def test_what_is_made_elsewhere_is_what_is_made_here(desk: Desk, other: Desk):
    translator = desk.house.processors.get("stripe").translator()
    for batch in BATCHES:
        sent = [pickle.dumps(one) for one in batch]
        back = ready([pickle.loads(one) for one in sent], translator)
        made = [one for page in pickle.loads(pickle.dumps(back)) for one in page.told]
        assert all(isinstance(one, Made) for one in made)
        await keep(desk, made)
        await keep(other, [one for page in batch for one in page.read().readings])
    here = await all_of(other)
    assert [row["id"] for row in here["attempt"]] == ["ch_1", "ch_2"]
    assert len(here["aside"]) == 1
    assert await all_of(desk) == here


@ON_TWO_CORES
async def test_another_process_reads_fails_and_ends(desk: Desk):
    beside = Beside(desk.house.processors.get("stripe").translator(), begins=1)
    first, second = await beside.read(PAGES[0]), await beside.read(PAGES[1])
    assert not any(isinstance(one, Made) for one in first.told), "short imports need no process"
    assert {one.id for one in second.told} == {"ch_1", "ch_2", "cus_1"}
    assert all(isinstance(one, Made) for one in second.told)
    with pytest.raises(NotOffered) as refused:
        await beside.read(Page(Answer(200, b"<html>", NOW, NEW), "charge", Range()))
    assert refused.value.answer == 200
    [child] = children()
    os.kill(child, signal.SIGKILL)
    third = await beside.read(PAGES[1])
    assert {one.id for one in third.told} == {"ch_1", "ch_2", "cus_1"}
    assert children() == [], "it goes on without"
    await beside.end()
    assert await gone()


@ON_TWO_CORES
async def test_the_other_process_goes_when_the_import_is_over(desk: Desk):
    beside = Beside(desk.house.processors.get("stripe").translator(), begins=0)
    await asyncio.gather(*(beside.read(one) for one in PAGES))
    assert len(children()) == 1
    await beside.end()
    assert await gone()


def children() -> list[int]:
    """Processes of ours that run what is sent to them."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        found += (task / "children").read_text().split()
    return [int(one) for one in found if b"to_process" in command(one)]


def command(number: str) -> bytes:
    """Nothing of one that has gone meanwhile."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


async def gone() -> bool:
    for _ in range(1000):
        if not children():
            return True
        await asyncio.to_thread(os.sched_yield)
        await asyncio.sleep(0.01)
    return False
