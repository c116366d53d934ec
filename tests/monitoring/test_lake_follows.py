"""The lake follows the ledger: row for row, whatever changed, in whatever order, however often it
was interrupted; and what it is filled with from the beginning is the same."""

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, delete

from tests.api import filling
from tests.monitoring import business
from tests.monitoring.lakes import broken, following, same
from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.lake.columns import file
from tillwatch.lake.following import follower
from tillwatch.ledger import write
from tillwatch.rows import Payment, Row
from tillwatch.store import schema
from tillwatch.store.tables import LEDGER, cursor

CON = business.CON
NAMED = ("attempt", "balance_entry", "source")
"""What leads from a row to another, so that a change of it is one of two facts. A try stays with
its payment: at no processor does it move."""
Known = dict[tuple[str, str], Row]


@pytest.fixture
async def filled(house: House) -> House:
    await house.store.write(schema.set_ledger_filled)
    return house


class Life:
    """Rows that come, change and go, as deliveries in any order would have them."""

    def __init__(self, house: House, seed: int) -> None:
        self._house = house
        self._dice = random.Random(seed)
        rows = [row for row in business.rows_of(1, 120, 40) if not isinstance(row, Payment)]
        self._dice.shuffle(rows)
        self._waiting = rows
        self._known: Known = {}

    async def go_on(self, count: int) -> None:
        """So many rows, in one transaction."""
        before, after = [], []
        picked = {}
        for _ in range(count):
            old, new = self._one()
            row = new or old
            if row is None or (row.table, row.id) in picked:
                continue
            picked[row.table, row.id] = new
            before += [old] if old is not None else []
            after += [new] if new is not None else []
        for key, new in picked.items():
            self._known.pop(key, None)
            if new is not None:
                self._known[key] = new

        def work(tx: Connection) -> None:
            written = write.write(tx, CON, before, after)
            write.log(tx, CON, written, at_ms=0, live=True)

        await self._house.store.write(work)

    def _one(self) -> tuple[Row | None, Row | None]:
        if self._waiting and self._dice.random() < 0.6:
            new = self._waiting.pop()
            return self._known.get((new.table, new.id)), new
        if not self._known:
            return None, None
        old = self._dice.choice(list(self._known.values()))
        return old, None if self._dice.random() < 0.2 else self._changed(old)

    def _changed(self, row: Row) -> Row:
        like = [one for one in self._known.values() if one.table == row.table]
        other = self._dice.choice(like)
        names = [n for n in (*NAMED, "status", "amount", "currency", "created") if hasattr(row, n)]
        changed: dict[str, Any] = {n: getattr(other, n) for n in self._dice.sample(names, 1)}
        return msgspec.structs.replace(row, **changed)


async def lived(house: House, folder: Path, seed: int, turns: int) -> None:
    await filling.account(house, CON)
    life, dice = Life(house, seed), random.Random(seed)
    with following(house, folder / "incremental") as it:
        for _ in range(turns):
            await life.go_on(dice.randrange(1, 120))
            for _ in range(dice.randrange(3)):
                await it.follower.step(dice.choice((1, 20, 500)))
        await it.catch_up()
        count = await same(house, it.connection)
    with following(house, folder / "rebuilt") as it:
        await it.catch_up()
        assert await same(house, it.connection) == count > 100


@pytest.mark.parametrize("seed", [1, 2])
async def test_followed_it_is_what_it_would_be_made_anew(
    filled: House, tmp_path: Path, seed: int
) -> None:
    await lived(filled, tmp_path, seed, 15)


@pytest.mark.parametrize("any_store", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("any_store")
async def test_followed_on_postgresql_it_is_the_same(
    tmp_path: Path, filled: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "FILLED_AT_ONCE", 50)
    await lived(filled, tmp_path, 4, 8)


async def test_filled_in_parts_it_goes_on_where_it_was_and_misses_no_change(
    filled: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "FILLED_AT_ONCE", 120)
    await business.open_business(filled, 1, payments=120, days=40)
    life = Life(filled, 5)
    steps = 0
    while True:
        with following(filled, tmp_path) as it:
            done = [await it.follower.step() for _ in range(4)]
            places = it.follower.state.places if it.follower.state else {}
            assert sum(place.rows for place in places.values()) >= steps * 3
        steps += 1
        await life.go_on(5)
        if not all(done):
            break
    assert steps > 1
    with following(filled, tmp_path) as it:
        await it.catch_up()
        await same(filled, it.connection)


async def test_a_ledger_that_was_filled_anew_is_followed_anew(
    filled: House, tmp_path: Path
) -> None:
    await business.open_business(filled, 1, payments=120, days=40)
    with following(filled, tmp_path) as it:
        await it.catch_up()
        before = await same(filled, it.connection)
        await filled.store.write(
            lambda tx: tx.execute(delete(LEDGER["refund"]))
        )  # no change says so
        await it.catch_up()
        await filled.store.write(schema.set_ledger_filled)
        await it.catch_up()
        assert 0 < await same(filled, it.connection) < before


async def test_an_older_copy_of_the_ledger_is_followed_anew(filled: House, tmp_path: Path) -> None:
    await business.open_business(filled, 1, payments=120, days=40)
    with following(filled, tmp_path) as it:
        await it.catch_up()

    def older(tx: Connection) -> None:
        for name in ("changes", "refund"):
            tx.exec_driver_sql(f"DELETE FROM {name}")

    await filled.store.write(older)
    with following(filled, tmp_path) as it:
        await it.catch_up()
        await same(filled, it.connection)


async def test_while_the_ledger_is_made_anew_nothing_is_followed(
    filled: House, tmp_path: Path
) -> None:
    await business.open_business(filled, 1, payments=120, days=40)
    unfilled = cursor.update().where(cursor.c.name == schema.LEDGER_FILLED).values(position=0)
    await filled.store.write(lambda tx: tx.execute(unfilled))
    with following(filled, tmp_path) as it:
        assert await it.catch_up() == 0


async def test_rows_of_an_account_whose_data_was_deleted_go(filled: House, tmp_path: Path) -> None:
    await business.open_business(filled, 1, payments=120, days=40)
    await business.open_business(filled, 2, "con_other", payments=120, days=40)
    with following(filled, tmp_path) as it:
        await it.catch_up()
        both = await same(filled, it.connection)
        await connections.disconnect(filled, CON, delete_data=True, stopped_s=0)
        await it.catch_up()
        assert 0 < await same(filled, it.connection) < both


@pytest.mark.parametrize("damage", ["nothing of DuckDB's", "a hole in the middle"])
async def test_a_file_that_does_not_open_is_moved_aside_and_made_again(
    filled: House, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    await business.open_business(filled, 1, payments=120, days=40)
    path = tmp_path / file.NAME
    with following(filled, tmp_path) as it:
        await it.catch_up()
    if damage == "nothing of DuckDB's":
        path.write_bytes(b"not a database" * 1000)
    else:
        with path.open("r+b") as opened:
            opened.seek(0)
            opened.write(bytes(3 * 4096))
    with following(filled, tmp_path) as it:
        await it.catch_up()
        await same(filled, it.connection)
    assert broken(tmp_path)
    assert "filled again" in caplog.text


async def test_a_file_of_another_version_is_made_again(
    filled: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await business.open_business(filled, 1, payments=120, days=40)
    with following(filled, tmp_path) as it:
        await it.catch_up()
    with following(filled, tmp_path) as it:
        assert await it.catch_up() == 0
    monkeypatch.setattr(file, "version", lambda: "another")
    with following(filled, tmp_path) as it:
        assert await it.catch_up() > 0
        await same(filled, it.connection)
