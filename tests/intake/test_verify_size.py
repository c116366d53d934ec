"""Verify where there is more than fits a page, a batch or a verdict: by parts of time, on both
stores, at their borders, and against servers that do not know parts of time."""

import asyncio
import copy
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
from sqlalchemy import text

from tests.doubles.asked import listening, plan
from tests.doubles.desk import Desk, Json, all_rows, ledger, opened
from tests.doubles.live import until
from tests.doubles.plain import BEGAN, KEY, Plain, answering, business
from tillwatch.intake import backfill, connections, merge, verify
from tillwatch.intake.apply import Apply
from tillwatch.intake.verify import Difference, Progress, Verdict, doubts
from tillwatch.intake.verify.verdict import LISTED_MAX
from tillwatch.kernel import errors
from tillwatch.store import packing

COUNT = 260
"""Payments; their tries are a list of four pages, cut after the second."""
OF_A_SECOND = 120
"""Charges of one second, more than a page."""
KEPT = 150
"""Doubts at once, so that there is more than one time."""


class Whole(Plain):
    """Knows single objects too."""

    def answer(self, target: str, authorization: str) -> tuple[int, Json]:
        resource, _, id_ = target.removeprefix("/v1/").partition("/")
        if not id_ or resource not in self.lists:
            return super().answer(target, authorization)
        found = [one for one in self.lists[resource] if one["id"] == id_]
        missing = {"type": "invalid_request_error", "code": "resource_missing", "message": "No"}
        return (200, found[0]) if found else (404, {"error": missing})


class Shop(NamedTuple):
    desk: Desk
    plain: Plain
    id: str

    async def verify(self, *, repair: bool = False) -> Verdict:
        return await verify.run(self.desk.house, self.id, repair=repair)

    async def do(self, *statements: str) -> int:
        """How many rows were touched."""
        touched = 0
        async with self.desk.house.store.writing() as store:
            for statement in statements:
                touched += (await store.execute(text(statement))).rowcount
        return touched


def lists() -> dict[str, list[Json]]:
    made = business(COUNT)
    burst = [
        made["charges"][130] | {"id": f"ch_b{n:05}", "payment_intent": None}
        for n in range(OF_A_SECOND)
    ]
    made["charges"][131:131] = burst
    return made


@pytest_asyncio.fixture
async def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    """All of it taken in by a repair of an empty store."""
    monkeypatch.setattr(doubts, "KEPT", KEPT)
    with answering(Whole(lists())) as plain:
        async with opened(tmp_path, api=plain.url) as desk:
            made = await connections.connect(
                desk.house, processor="stripe", name="Full", key=KEY, import_later=True
            )
            shop, plain.late_s = Shop(desk, plain, made.id), 60  # a minute before a test's changes
            verdict = await shop.verify(repair=True)
            plain.late_s = 0
            objects = sum(len(rows) for name, rows in plain.lists.items() if name != "events")
            assert {verdict.checked, verdict.found, verdict.repaired} == {objects}
            yield shop


def test_so_many_are_listed_and_the_others_counted():
    verdict = Verdict()
    for n in range(LISTED_MAX + 5):
        one = Difference(kind="attempt", id=f"ch_{n}", field="amount", ours=1, theirs=2)
        verdict.add([one, one])
    assert (len(verdict.differences), verdict.found) == (LISTED_MAX, LISTED_MAX + 10)
    verdict.add(verdict.differences[:3], unlisted=2)
    assert verdict.unlisted == 12


def named(verdict: Verdict) -> set[tuple[str, str, str]]:
    return {(one.kind, one.id, one.field) for one in verdict.differences}


async def test_what_is_taken_over_is_all_there_is(shop: Shop):
    verdict = await shop.verify()
    assert (verdict.found, verdict.repaired) == (0, 0)
    for table, resource in (("attempt", "charges"), ("intent", "payment_intents")):
        rows = {row["id"]: row["amount"] for row in await all_rows(shop.desk.house, table)}
        assert rows == {one["id"]: one["amount"] for one in shop.plain.lists[resource]}


async def test_no_part_costs_more_than_itself(shop: Shop):
    """What is read in parts is read in the order of an index: else each part reads all the others,
    to sort them."""
    with listening(shop.desk.house) as asked:
        await shop.verify()
    parts = {question[1]: question for question in asked if "LIMIT" in question[1]}
    assert len(parts) > 5
    for question in parts.values():
        steps = await plan(shop.desk.house, *question)
        assert not [step for step in steps if "TEMP B-TREE" in step], question


@pytest.mark.usefixtures("any_store")
async def test_a_day_that_was_lost_is_found_and_comes_back(shop: Shop):
    before = await ledger(shop.desk.house)
    start, end = BEGAN + 40 * 3600, BEGAN + 240 * 3600
    mine = f"created >= {start} AND created < {end}"
    lost = "DELETE FROM objects WHERE kind = '{}' AND id IN (SELECT id FROM {} WHERE {})"
    count = await shop.do(
        lost.format("charge", "attempt", mine), lost.format("payment_intent", "intent", mine)
    )
    await shop.do(*(f"DELETE FROM {one} WHERE {mine}" for one in ("attempt", "intent", "payment")))
    assert count == 2 * 200 + OF_A_SECOND
    found = await shop.verify()
    assert found.found == count
    assert {one.ours for one in found.differences} == {None}
    mended = await shop.verify(repair=True)
    assert (mended.found, mended.repaired) == (count, count)
    assert await ledger(shop.desk.house) == before
    assert (await shop.verify()).found == 0


@pytest.mark.usefixtures("any_store")
async def test_each_kind_of_difference_at_once(shop: Shop):
    """On both sides, at both ends of the list, at a page's border and within one second."""
    house, theirs = shop.desk.house, shop.plain.lists
    before = copy.deepcopy(await ledger(house))
    wanted: set[tuple[str, str, str]] = set()
    charges = theirs["charges"]
    changed = (0, 99, 100, 140, 199, 300, len(charges) - 1)
    for n in changed:  # the payload changed there
        charges[n] = charges[n] | {"description": f"other {n}"}
        wanted.add(("attempt", charges[n]["id"], "description"))
    taken = [charges.pop(n) for n in (301, 150)]  # and these are here only
    wanted |= {("attempt", one["id"], "") for one in taken}
    newest = theirs["payment_intents"].pop(0)
    wanted.add(("intent", newest["id"], ""))
    statements = {  # rows and objects changed here
        ("intent", "pi_00040", "amount"): "UPDATE intent SET amount = 7 WHERE id = 'pi_00040'",
        ("intent", "pi_00041", ""): "DELETE FROM intent WHERE id = 'pi_00041'",
        ("payment", "pi_00042", "amount_captured"): (
            "UPDATE payment SET amount_captured = 7 WHERE id = 'pi_00042'"
        ),
        ("payment", "pi_00043", ""): "DELETE FROM payment WHERE id = 'pi_00043'",
        ("customer", "cus_0004", ""): "DELETE FROM objects WHERE id = 'cus_0004'",
        ("refund", "re_none", ""): (
            "INSERT INTO refund (connection_id, id, created, status, amount, currency) "
            f"VALUES ('{shop.id}', 're_none', {BEGAN}, 'succeeded', 700, 'usd')"
        ),
    }
    assert await shop.do(*statements.values()) == len(statements)
    wanted |= statements.keys()
    await older(shop, "ch_00010", b'"amount":1010', b'"amount":2')
    wanted.add(("attempt", "ch_00010", "amount"))
    found = named(await shop.verify())
    assert wanted <= found
    assert {kind for kind, _, _ in found - wanted} <= {"payment"}, "what follows from tries"
    assert (await shop.verify(repair=True)).repaired
    again = await shop.verify()
    assert (again.differences, again.unlisted) == ([], 0)
    after = await ledger(house)
    gone = {one["id"] for one in (*taken, newest)}
    assert not gone & {row["id"] for name in ("attempt", "intent") for row in after[name]}
    for name in ("customer", "refund", "intent"):
        assert after[name] == [row for row in before[name] if row["id"] not in gone]
    told = {row["id"]: row["description"] for row in after["attempt"]}
    assert sum(str(one).startswith("other") for one in told.values()) == len(changed)


async def older(shop: Shop, id_: str, was: bytes, now: bytes) -> None:
    """Let an object be known by an older reading that told something else."""
    house = shop.desk.house
    where = f"kind = 'charge' AND id = '{id_}'"
    async with house.store.writing() as store:
        kept = (await store.execute(text(f"SELECT state FROM objects WHERE {where}"))).scalar_one()
        state = merge.load(packing.unpack(kept))
        ((shape, facts),) = state.shapes.items()
        (told,) = facts.told
        assert was in told.payload
        first = merge.Told("", told.payload.replace(was, now), told.created, False, b"")
        back = merge.dump(merge.State({shape: merge.Facts(facts.second - 60, (first,))}))
        await store.execute(text(f"UPDATE objects SET state = :s WHERE {where}"), {"s": back})


@pytest.mark.parametrize(
    "ignored",
    [{"created[lt]"}, {"created[gte]"}, {"created[lt]", "created[gte]"}],
    ids=["its end", "its beginning", "the time"],
)
async def test_a_server_that_does_not_cut_lists_by_time(shop: Shop, ignored: set[str]):
    shop.plain.ignores = frozenset(ignored)
    assert (await shop.verify()).found == 0
    charges = shop.plain.lists["charges"]
    gone, other = charges.pop(370), charges[120]
    charges[120] = other | {"description": "other"}
    found = await shop.verify(repair=True)
    assert named(found) >= {("attempt", gone["id"], ""), ("attempt", other["id"], "description")}
    assert (await shop.verify()).found == 0


async def test_a_list_at_which_the_server_has_a_fault_is_named_and_the_rest_compared(shop: Shop):
    shop.plain.ailing = frozenset({"refunds"})
    shop.plain.lists["charges"].pop(5)
    verdict = await shop.verify()
    assert verdict.found >= 1
    assert "refunds" in {one.resource for one in verdict.skipped}


async def test_without_repair_nothing_is_written_and_the_end_is_told_before(shop: Shop):
    shop.plain.lists["charges"].pop(5)
    before = await copied(shop)
    told: list[Progress] = []
    await verify.run(shop.desk.house, shop.id, on_progress=told.append)
    assert await copied(shop) == before
    assert told[-1].done == told[-1].total
    middle = told[len(told) // 2]
    assert 0 < middle.done <= middle.total
    assert abs(middle.total - told[-1].total) < COUNT


async def test_a_comparison_that_is_stopped_leaves_nothing_behind(shop: Shop):
    before, tasks = await copied(shop), asyncio.all_tasks()
    await shop.do("DELETE FROM comparison")
    begun = asyncio.Event()
    running = asyncio.create_task(
        verify.run(shop.desk.house, shop.id, on_progress=lambda _: begun.set())
    )
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await until(lambda: asyncio.all_tasks() <= tasks, 10)  # connections that were cut are closed
    assert await copied(shop) == before
    assert await all_rows(shop.desk.house, "comparison") == []


async def copied(shop: Shop) -> dict[str, list[Json]]:
    objects = await all_rows(shop.desk.house, "objects")
    return {**await ledger(shop.desk.house), "objects": objects}


class Late(Plain):
    """Does not know `created[lt]`, and answers late who asks with it."""

    pause = threading.Event()

    def answer(self, target: str, authorization: str) -> tuple[int, Json]:
        if "created%5Blt%5D" in target or "created[lt]" in target:
            self.pause.wait(0.2)
        return super().answer(target, authorization)


async def test_a_newest_part_that_ends_before_the_server_shows_that_it_cuts_nothing(tmp_path: Path):
    """Its list is put together again once, and read to its end: by the import and by verify."""
    plain = Late(business(230), ignores=frozenset({"created[lt]"}))
    with answering(plain):
        async with opened(tmp_path, api=plain.url) as desk, asyncio.timeout(60):
            house = desk.house
            made = await connections.connect(house, processor="stripe", name="Full", key=KEY)
            reader = await connections.reader(house, made)
            assert reader is not None
            await backfill.start(house, made.id)
            await backfill.run(house, Apply(house), made, reader)
            assert len(await all_rows(house, "attempt")) == 230
            assert (await verify.run(house, made.id)).found == 0


async def test_nothing_is_compared_before_the_history_is_here_or_while_it_is_paused(tmp_path: Path):
    with answering(Whole(business(3))) as plain:
        async with opened(tmp_path, api=plain.url) as desk:
            made = await connections.connect(desk.house, processor="stripe", name="New", key=KEY)
            with pytest.raises(errors.Conflict, match="“New” is being imported"):
                await verify.run(desk.house, made.id)
            await backfill.start(desk.house, made.id)
            with pytest.raises(errors.Conflict, match="is being imported"):
                await verify.run(desk.house, made.id)
            await connections.pause(desk.house, made.id)
            with pytest.raises(errors.Conflict, match="is paused"):
                await verify.run(desk.house, made.id)
