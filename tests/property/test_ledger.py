"""Histories through the database, on SQLite and on PostgreSQL at once: both hold the same in every
table (differential), which is what the readings come to without a database; rebuilding changes no
row (G3), and the sums are right (G4)."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import msgspec
import pytest
from hypothesis import Phase, given, note, settings
from tests.doubles import copied
from tests.doubles.desk import Desk, opened
from tests.doubles.story import Story, Told, lived
from tests.property import books
from tests.property.histories import History, arrived, batches, histories, kept, written
from tests.simulate import raw
from tests.stores import Databases, on_postgresql

from tillwatch.intake import apply, connections, mentions, rebuild
from tillwatch.processors.reading import Reading
from tillwatch.store import inbox
from tillwatch.store.inbox import Delivery

few = settings(
    max_examples=max(settings().max_examples // 16, 5), phases=[Phase.explicit, Phase.generate]
)
"""A history takes a second or two here: fewer of them, and one that fails is not made smaller."""


@dataclass
class Bench:
    """One desk a store for all examples; each example has connections of its own."""

    runner: asyncio.Runner
    desks: tuple[Desk, ...]
    made: int = 0

    async def connection(self, desk: Desk) -> str:
        self.made += 1
        connection = await connections.connect(
            desk.house,
            processor="stripe",
            name=f"Shop {self.made}",
            secret=f"whsec_number{self.made}",
            mode="test",
        )
        return connection.id

    async def arrive(self, desk: Desk, id_: str, told: Sequence[Sequence[Told]]) -> None:
        """Take it in, batch by batch."""
        house = desk.house
        writer, processor = apply.Apply(house), house.processors.get("stripe")
        for batch in told:
            waiting: list[Delivery] = []
            for one in batch:
                if isinstance(one, Delivery):
                    waiting.append(msgspec.structs.replace(one, connection_id=id_))
                else:
                    await writer.readings(id_, processor, one, live=False)
            await inbox.write(house.store, waiting)
            await desk.apply()
        while await mentions.once(house):
            pass


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[Bench]:
    file, server = tmp_path_factory.mktemp("sqlite"), tmp_path_factory.mktemp("postgresql")
    with databases.fresh() as url, asyncio.Runner() as runner:
        on_postgresql(server, url)
        stack = AsyncExitStack()
        desks = [runner.run(stack.enter_async_context(opened(at))) for at in (file, server)]
        yield Bench(runner, tuple(desks))
        runner.run(stack.aclose())


async def check(bench: Bench, history: History) -> None:
    story = lived(history.script)
    told = [*arrived(history, story.told), *story.truth]
    cut = list(batches(history, told))
    known = books.joined({}, [reading for one in told for reading in books.readings(one)])
    copies, made = [], []
    for desk in bench.desks:
        id_ = await bench.connection(desk)
        made.append((desk, id_))
        await bench.arrive(desk, id_, cut)
        copies.append(await copied.everything(desk.house.store, id_))
    assert copied.differences(*copies) == []
    assert held(copies[0]) == books.rows(known)
    assert raw.audit(copies[0], balance_is_new=False) == []
    the_closing_balance_is_right(copies[0], story)
    for desk, id_ in made:
        before = await copied.ledger(desk.house.store, id_)
        await rebuild.rebuild(desk.house)
        assert copied.differences(before, await copied.ledger(desk.house.store, id_)) == []
        await connections.disconnect(desk.house, id_, delete_data=True, stopped_s=0)


def held(copy: copied.Copy) -> books.Rows:
    tables = copy.keys() - {"inbox", "changes", *copied.KEPT}
    return {(table, row["id"]): row for table in tables for row in copy[table]}


def the_closing_balance_is_right(copy: copied.Copy, story: Story) -> None:
    """What the simulator's own books say."""
    closing: dict[str, int] = {}
    for row in copy["balance_entry"]:
        closing[row["currency"]] = closing.get(row["currency"], 0) + row["net"]
    told = story.totals["balance"]
    for currency in closing.keys() | told["available"].keys() | told["pending"].keys():
        sum_ = told["available"].get(currency, 0) + told["pending"].get(currency, 0)
        assert closing.get(currency, 0) == sum_, currency


@given(histories())
@few
def test_both_stores_hold_what_the_news_comes_to_and_rebuild_it(bench: Bench, history: History):
    note(written(history).decode())
    bench.runner.run(check(bench, history))


@pytest.mark.parametrize("name", kept())
def test_what_once_went_wrong_no_longer_does(bench: Bench, name: str):
    bench.runner.run(check(bench, kept()[name]))


def test_a_reading_alone_makes_its_row(bench: Bench):
    async def body() -> None:
        for desk in bench.desks:
            id_ = await bench.connection(desk)
            one = Reading(kind="charge", id="ch_1", as_of=5, payload=b'{"id":"ch_1","amount":3}')
            await bench.arrive(desk, id_, [[(one,)]])
            rows = (await copied.ledger(desk.house.store, id_))["payment"]
            assert [row["amount"] for row in rows] == [3]

    bench.runner.run(body())
