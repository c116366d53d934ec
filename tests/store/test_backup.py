"""A backup made while events arrive, from either store into either: what was answered before it
began is in it, and the rows that are computed from it are the same."""

import asyncio
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, func, select
from tests import stores
from tests.doubles import desk as double
from tests.doubles.desk import Desk
from tests.stores import Databases

from tillwatch.intake.nodes.beat import write as give_a_sign_of_life
from tillwatch.intake.rebuild import rebuild
from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.store import backup, inbox, packing, tables
from tillwatch.store.backup import paper
from tillwatch.store.backup.load import SPACE
from tillwatch.store.secrets import open_vault
from tillwatch.wiring.house import open_house

CLOCK = SetClock(double.NOW)


def charged(number: int) -> bytes:
    charge = {
        "id": f"ch_{number:05d}",
        "object": "charge",
        "amount": 1000 + number,
        "currency": "usd",
        "created": double.NOW - number,
        "status": "succeeded",
        "paid": True,
        "captured": True,
        "description": "ümläut 💶",
    }
    return double.event("charge.succeeded", charge, id_=f"evt_{number:05d}")


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """An empty installation to restore into, on each store in turn."""
    folder = tmp_path / "elsewhere"
    if request.param == "sqlite":
        yield folder
        return
    databases: Databases = request.getfixturevalue("databases")
    with databases.fresh() as url:
        stores.on_postgresql(folder, url)
        yield folder


async def arriving(desk: Desk, answered: list[int]) -> None:
    """One event after the other, applied now and then, until cancelled."""
    while True:
        number = len(answered)
        assert (await desk.post(charged(number))).status_code == 200
        answered.append(number)
        if number % 50 == 0:
            await desk.apply()


@pytest.mark.usefixtures("any_store")
async def test_while_events_arrive(tmp_path: Path, elsewhere: Path) -> None:
    file = tmp_path / "till-backup.zip"
    answered: list[int] = []
    async with double.opened(tmp_path) as desk:
        await desk.tell(*(charged(number) for number in range(120)))
        answered += range(120)
        load = asyncio.create_task(arriving(desk, answered))
        await asyncio.sleep(0)
        before = len(answered)
        await backup.save(stores.given(tmp_path), file, CLOCK)
        load.cancel()
        await asyncio.wait([load])
        await desk.apply()
        settings = stores.of(elsewhere)
        steps: list[backup.Step] = []
        about, _ = await backup.load(settings, file, replace=False, on_step=steps.append)
        assert (about.made_at, steps[-1].rows) == (double.NOW, steps[-1].total)
        async with open_house(settings) as house:
            there = Desk(house, desk.connection_id)
            came = {str(row["event_id"]) for row in await there.inbox_rows()}
            assert came >= {f"evt_{number:05d}" for number in answered[:before]}
            await rebuild(house)
            await there.apply()
            ours, theirs = await desk.rows("payment"), await there.rows("payment")
            assert len(theirs) == len(came)
            assert theirs == [row for row in ours if f"evt_{str(row['id'])[3:]}" in came]
            (kept,) = [
                row for row in await there.rows("connection") if row["id"] == there.connection_id
            ]
            assert house.vault.open(kept["secret_sealed"], row=kept["id"], column="secret_sealed")
            await there.http.aclose()


@pytest.mark.usefixtures("any_store")
async def test_there_and_back_is_the_same(tmp_path: Path, elsewhere: Path) -> None:
    file, again = tmp_path / "one.zip", tmp_path / "two.zip"
    async with double.opened(tmp_path) as desk:
        await desk.tell(*(charged(number) for number in range(30)))
        await backup.save(stores.given(tmp_path), file, CLOCK)
    await backup.load(stores.of(elsewhere), file, replace=False)
    await backup.save(stores.of(elsewhere), again, CLOCK)
    with zipfile.ZipFile(file) as one, zipfile.ZipFile(again) as two:
        assert paper.contents(one) == paper.contents(two)
        for held in paper.contents(one):
            rows = [
                sorted(map(repr, chain.from_iterable(paper.parts(z, held)))) for z in (one, two)
            ]
            assert rows[0] == rows[1], held.table


@pytest.mark.usefixtures("any_store")
async def test_numbers_go_on_where_they_were(tmp_path: Path, elsewhere: Path) -> None:
    """All deliveries may be gone by their age; a new one must not get a number that was applied."""
    file = tmp_path / "till-backup.zip"
    async with double.opened(tmp_path) as desk:
        await desk.tell(*(charged(number) for number in range(5)))
        (*_, last) = await inbox.after(desk.house.store, 0, 10)
        await desk.house.store.write_inbox(lambda tx: tx.execute(delete(tables.inbox)))
        await backup.save(stores.given(tmp_path), file, CLOCK)
    await backup.load(stores.of(elsewhere), file, replace=False)
    async with open_house(stores.of(elsewhere)) as house:
        await inbox.write(house.store, [last[1]])
        assert [number for number, _ in await inbox.after(house.store, 0, 10)] == [last[0] + 1]


async def test_data_is_replaced_only_when_told(tmp_path: Path, elsewhere: Path) -> None:
    file = tmp_path / "till-backup.zip"
    async with double.opened(tmp_path / "one") as desk:
        await backup.save(desk.house.settings, file, CLOCK)
    async with double.opened(elsewhere) as other:
        settings = other.house.settings
    with pytest.raises(errors.Conflict, match=r"already: .* --replace"):
        await backup.load(settings, file, replace=False)
    await backup.load(settings, file, replace=True)
    async with open_house(settings) as house, house.store.reading() as tx:
        ids = list(await tx.scalars(select(tables.connection.c.id)))
    assert ids == [desk.connection_id]


async def test_what_is_not_whole_changes_nothing(tmp_path: Path, elsewhere: Path) -> None:
    file = tmp_path / "till-backup.zip"
    async with double.opened(tmp_path / "one") as desk:
        await desk.tell(*(charged(number) for number in range(300)))
        await backup.save(desk.house.settings, file, CLOCK)
    async with double.opened(elsewhere) as other:
        await other.tell(charged(1))
        settings = other.house.settings
    key = settings.secret_key_file.read_bytes()
    whole = file.read_bytes()
    hurt = bytearray(whole)
    with zipfile.ZipFile(file) as packed:
        largest = max(packed.infolist(), key=lambda one: one.compress_size)
    hurt[largest.header_offset + largest.compress_size // 2] ^= 0xFF
    for body in (b"", b"PK", whole[: len(whole) // 2], whole[:-30], bytes(hurt)):
        file.write_bytes(body)
        with pytest.raises(errors.BadInput) as refused:
            await backup.load(settings, file, replace=True)
        assert refused.value.message.startswith(f"{file} cannot be restored: it is ")
        assert "\n" not in refused.value.message
    assert settings.secret_key_file.read_bytes() == key
    async with open_house(settings) as house, house.store.reading() as tx:
        assert await tx.scalar(select(func.count()).select_from(tables.objects)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"revisions": {"main": "0999", "inbox": "0001"}},
        {"dictionaries": [1, 987_654_321]},
    ],
    ids=str,
)
async def test_a_newer_one_is_refused(
    tmp_path: Path, elsewhere: Path, change: dict[str, object]
) -> None:
    file, newer = tmp_path / "till-backup.zip", tmp_path / "newer.zip"
    async with double.opened(tmp_path / "one") as desk:
        await backup.save(desk.house.settings, file, CLOCK)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(newer, "w") as packed:
        for name in old.namelist():
            body = old.read(name)
            if name == paper.ABOUT:
                body = msgspec.json.encode(msgspec.json.decode(body) | change)
            packed.writestr(name, body)
    with pytest.raises(errors.Unavailable, match="newer Tillwatch"):
        await backup.load(stores.of(elsewhere), newer, replace=False)
    assert not (elsewhere / "tillwatch.sqlite").exists()
    assert not stores.of(elsewhere).secret_key_file.exists()


@pytest.mark.usefixtures("any_store")
async def test_it_names_the_dictionaries_that_its_values_are_packed_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "till-backup.zip"

    async def named() -> list[int]:
        await backup.save(stores.given(tmp_path), file, CLOCK)
        with zipfile.ZipFile(file) as packed:
            return paper.about(packed).dictionaries

    async with double.opened(tmp_path) as desk:
        assert await named() == []
        await desk.tell(*(charged(number) for number in range(3)))
        (number,) = await named()
    known = packing.known()
    with monkeypatch.context() as patch:  # a version that does not know it yet
        patch.setattr(packing, "known", lambda: known - {number})
        with pytest.raises(errors.Unavailable, match="newer Tillwatch"):
            await backup.load(stores.given(tmp_path / "two"), file, replace=False)
    await backup.load(stores.given(tmp_path / "two"), file, replace=False)


async def test_a_key_that_does_not_open_what_is_in_it_is_told(tmp_path: Path) -> None:
    file = tmp_path / "till-backup.zip"
    async with double.opened(tmp_path) as desk:
        assert await backup.save(desk.house.settings, file, CLOCK)
        desk.house.settings.secret_key_file.unlink()
        open_vault(desk.house.settings.secret_key_file)
        assert not await backup.save(desk.house.settings, file, CLOCK)


async def test_nothing_is_brought_back_under_a_process_that_works(
    tmp_path: Path, store_url: str
) -> None:
    stores.on_postgresql(tmp_path / "shared", store_url)
    file = tmp_path / "till-backup.zip"
    async with open_house(stores.given(tmp_path / "shared")) as house:
        await backup.save(house.settings, file, CLOCK)
        await give_a_sign_of_life(house)
        with pytest.raises(errors.Conflict, match="runs on this PostgreSQL database"):
            await backup.load(house.settings, file, replace=True)


async def test_what_a_restore_that_was_killed_left_goes_with_the_next(tmp_path: Path) -> None:
    file = tmp_path / "till-backup.zip"
    async with double.opened(tmp_path / "one") as desk:
        await backup.save(desk.house.settings, file, CLOCK)
    two = stores.given(tmp_path / "two")
    left, own = (two.data_dir / name for name in (f"{SPACE}x7d_adkx", "notes"))
    for folder in (left, own):
        folder.mkdir(parents=True)
        (folder / "tillwatch.sqlite").write_bytes(b"half")
    await backup.load(two, file, replace=False)
    assert (left.exists(), own.exists()) == (False, True)
