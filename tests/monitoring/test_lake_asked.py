"""The lake is asked: by whom, within which time, and what is answered where it is not there."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import Connection, Select, func, literal_column, select, text

from tests.monitoring import business, lakes
from tests.monitoring.lakes import Open
from tillwatch.intake.doctor.columns import columns
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.kernel.bell import LAKE, Bell
from tillwatch.kernel.clock import SystemClock
from tillwatch.lake import asking, running, seat, trouble
from tillwatch.lake.asking import Lake
from tillwatch.lake.columns.questions import Questions
from tillwatch.lake.facts import Source
from tillwatch.lake.ledger import Ledger
from tillwatch.lake.running import Owner
from tillwatch.lake.serving import PURPOSE
from tillwatch.ledger import write
from tillwatch.store import schema
from tillwatch.store.tables import changes

KEY = b"k" * 32
PATIENCE_S = 60
ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"


def count(source: Source) -> Select[Any]:
    return select(func.count()).select_from(source.fact("attempt"))


@contextlib.asynccontextmanager
async def opened(house: House, tmp_path: Path) -> AsyncIterator[tuple[Lake, Open]]:
    await business.open_business(house, 1, payments=120, days=40)
    async with lakes.lake(house, tmp_path) as (lake, behind):
        lake._only = None
        yield lake, behind


async def test_the_lake_answers_what_the_ledger_answers(house: House, tmp_path: Path) -> None:
    async with opened(house, tmp_path) as (lake, _):
        said = await lake.ask(count)
        assert (said.source, said.behind_s) == ("lake", 0.0)
        assert said.rows == (await Lake(house.store).ask(count)).rows
        assert said.rows[0][0] > 100


async def test_a_lake_that_is_behind_says_so_and_one_far_behind_gives_way(
    house: House, tmp_path: Path
) -> None:
    async with opened(house, tmp_path) as (lake, behind):
        at_ms = int((house.clock.now() - 3) * 1000)
        more = [write.Change("attempt", "ch_1", "new")]

        async def logged(at_ms: int) -> None:
            def work(tx: Connection) -> None:
                write.log(tx, business.CON, more, at_ms=at_ms, live=True)

            await house.store.write(work)

        await logged(at_ms)
        said = await lake.ask(count)
        assert (said.source, said.behind_s) == ("lake", 3.0)
        await behind.catch_up()
        await logged(at_ms - 60_000)
        assert (await lake.ask(count)).source == "ledger"


async def test_where_the_ledger_cannot_do_better_a_lake_that_is_far_behind_answers(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(house, tmp_path) as (lake, _):
        late = changes.insert().values(
            connection_id="con_x", kind="attempt", id="x", what="new", at_ms=0, live=True
        )
        await house.store.write(lambda tx: tx.execute(late))
        monkeypatch.setattr(asking, "TRIED_S", 0.01)
        monkeypatch.setattr(lake._ledger, "_turn", asyncio.Semaphore(0))  # others ask it, too
        said = await lake.ask(count)
        assert (said.source, said.behind_s) == ("lake", house.clock.now())


async def test_of_a_ledger_that_was_made_anew_the_lake_says_nothing(
    house: House, tmp_path: Path
) -> None:
    async with opened(house, tmp_path) as (lake, _):
        await house.store.write(schema.set_ledger_filled)
        assert (await lake.ask(count)).source == "ledger"


async def test_where_nobody_sits_the_ledger_answers_and_a_lake_is_wanted(house: House) -> None:
    bell = Bell()
    with bell.listen(LAKE) as ear:
        patient = Lake(house.store, KEY, bell=bell, eager=False)
        assert (await patient.ask(count)).source == "ledger"
        assert not await seat.is_wanted(house.store)
        assert (await Lake(house.store, KEY, bell=bell).ask(count)).source == "ledger"
        assert await seat.is_wanted(house.store)
        assert ear.rang()


async def test_one_who_went_without_a_word_is_not_waited_for(house: House, tmp_path: Path) -> None:
    async with opened(house, tmp_path) as (lake, behind):
        await lakes.sit_down(house, behind, 9)
        assert (await lake.ask(count)).source == "ledger"


async def test_a_question_ends_when_its_time_is_up(house: House, tmp_path: Path) -> None:
    with lakes.following(house, tmp_path) as behind:
        await behind.follower.step()
        questions = Questions(behind.connection)
        with pytest.raises(errors.Unavailable, match="too long"):
            await questions.ask(ENDLESS, [], 0.1)
        with pytest.raises(errors.Unavailable, match="too long"):
            await questions.ask(ENDLESS, [], 0.0)  # before it has quite begun
        assert (await questions.ask("SELECT 1", [], PATIENCE_S)).rows == [(1,)]
        questions.close()


async def test_no_question_reaches_beyond_the_file(house: House, tmp_path: Path) -> None:
    with lakes.following(house, tmp_path) as behind:
        await behind.catch_up()
        questions = Questions(behind.connection)
        for tried in (
            "SELECT * FROM read_text('/etc/hostname')",
            "COPY (SELECT 1) TO '/tmp/x.csv'",
            "ATTACH '/tmp/other.duckdb'",
            "SET memory_limit = '99GB'",
            "INSTALL httpfs",
        ):
            with pytest.raises(Exception, match=r"disabled|locked|Permission|configuration"):
                await questions.ask(tried, [], PATIENCE_S)
        questions.close()


async def test_a_question_does_not_wait_for_what_is_being_written(
    house: House, tmp_path: Path
) -> None:
    await house.store.write(schema.set_ledger_filled)
    with lakes.following(house, tmp_path) as behind:
        await behind.catch_up()
        writer = behind.connection.cursor()
        writer.execute("BEGIN")
        writer.execute("DELETE FROM lake_state")
        questions = Questions(behind.connection)
        found = await questions.ask("SELECT count(*) FROM fact_attempt", [], PATIENCE_S)
        assert (found.rows, found.reached) == ([(0,)], 0)
        writer.execute("ROLLBACK")
        questions.close()


async def test_the_ledger_is_interrupted_for_real(house: House) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    question: Select[Any] = select(literal_column("i")).select_from(text(f"({endless}) AS made(i)"))
    if house.store.sqlite:
        question = select(literal_column("*")).select_from(text(f"({endless})"))
    began = time.monotonic()
    with pytest.raises(errors.Unavailable, match="too long"):
        await Ledger(house.store).ask(question, 0.2)
    assert time.monotonic() - began < PATIENCE_S, "it would never have ended"
    for _ in range(8):
        assert await Ledger(house.store).ask(select(literal_column("1")), PATIENCE_S) == [(1,)]


@pytest.mark.parametrize("any_store", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("any_store")
async def test_the_ledger_is_interrupted_on_postgresql_too(house: House) -> None:
    await test_the_ledger_is_interrupted_for_real(house)


def owner(house: House, folder: Path, node: str) -> Owner:
    return Owner(
        store=house.store,
        clock=SystemClock(),
        bell=house.bell,
        node=node,
        key=house.vault.derived(PURPOSE),
        folder=folder,
        memory_mb=256,
    )


async def filled(house: House, node: str) -> None:
    """Returns when that node's lake has everything."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = await seat.found(house.store, SystemClock())
            if found and found.node == node and found.figures.filled_at is not None:
                return
            await asyncio.sleep(0.02)


async def test_whoever_sits_down_last_is_asked_and_the_other_leaves(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TELL_S", 0.1)
    await house.store.write(schema.set_ledger_filled)
    await business.open_business(house, 1, payments=120, days=40)
    lake = Lake(house.store, house.vault.derived(PURPOSE))
    first = asyncio.create_task(running.run(owner(house, tmp_path / "one", "nod_1")))
    await filled(house, "nod_1")
    assert (await lake.ask(count)).source == "lake"
    second = asyncio.create_task(running.run(owner(house, tmp_path / "two", "nod_2")))
    await filled(house, "nod_2")
    await asyncio.wait([first], timeout=PATIENCE_S)
    assert first.done()
    assert (await lake.ask(count)).source == "lake"
    second.cancel()
    await asyncio.wait([second])
    assert await seat.found(house.store, SystemClock()) is None
    assert (await lake.ask(count)).source == "ledger"
    lake.close()


async def test_the_api_says_who_answered(
    house: House, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await business.open_business(house, 1, payments=120, days=40)
    period = {"from": "2026-10-01T00:00:00Z", "until": "2026-11-22T00:00:00Z"}
    asked = {"metrics": ["authorization_count"], "period": period, "grain": "week"}
    sources = {}
    for name in ("lake", "ledger"):
        async with contextlib.AsyncExitStack() as stack:
            if name == "lake":
                await stack.enter_async_context(lakes.lake(house, tmp_path))
            answer = await client.post("/api/v1/metrics/query", json=asked)
            [made] = answer.json()["explain"]
            sources[name] = made["source"], answer.json()["rows"]
    assert sources["ledger"][0] == "ledger"
    assert sources["lake"] == ("lake", sources["ledger"][1])


async def test_whoever_looks_after_it_is_told_how_the_columns_stand(
    house: House, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    async def says() -> str:
        told = (await client.get("/api/v1/installation")).json()["columns"]
        return str(told["says"]).removeprefix("Columns for analytics: ")

    assert await says() == "nobody asked yet."
    async with opened(house, tmp_path) as (_, behind):
        assert await says() == "up to date."
        await house.store.write(schema.set_ledger_filled)
        assert (await says()).startswith("being filled")
        await behind.catch_up()
        made = await seat.found(house.store, house.clock)
        assert made is not None
        old = msgspec.structs.replace(made.figures, shape="of another version", filled_at=1.0)
        await seat.tell(house.store, house.clock, made.node, made.reached, old)
        assert (await says()).startswith("kept by a worker of another version")
    await seat.want(house.store)
    await seat.get_up(house.store, "nod_test")
    assert (await says()).startswith("no sign of life")
    [found] = await columns(house)
    assert (found.state, found.about) == ("warning", "Columns for analytics")
    await trouble.note(house.store, house.clock, trouble.of(OSError(28, "No space left on device")))
    told = (await client.get("/api/v1/installation")).json()["columns"]["trouble"]
    assert (told["says"], told["at"]) == ("The disk is full.", "2026-11-02T12:00:00Z")
    [found] = await columns(house)
    assert found.to_do == told["to_do"]
