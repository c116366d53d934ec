"""Whatever comes before an erasure, and whatever after it, it ends the same; killed at any moment,
it goes on; and what a processor still has brings nothing back."""

import random
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection

from tests.doubles.desk import NOW, Desk, opened
from tests.intake.erasure import shop
from tests.intake.erasure.shop import ADA
from tillwatch.cli.commands import keeping
from tillwatch.cli.output import Output
from tillwatch.intake import erasure, made
from tillwatch.intake.apply import Apply
from tillwatch.intake.erasure import bodies, sweep, walk
from tillwatch.intake.forgotten import Forgotten
from tillwatch.intake.objects import Applied, merge_in
from tillwatch.intake.verify.held import Held
from tillwatch.kernel.clock import SetClock
from tillwatch.processors.reading import Reading
from tillwatch.store import backup, wiping

SEEDS = range(6)


class Killed(BaseException):
    """As a process that is gone: nothing catches it."""


async def _end(folder: Path, seed: int) -> dict[str, object]:
    """What it comes to when the erasure is somewhere among the deliveries, in any order."""
    chance = random.Random(seed)
    told = shop.told()
    chance.shuffle(told)
    # she is known from the first on: nobody who is not can be erased
    first = next(n for n, body in enumerate(told) if ADA.encode() in body)
    told.insert(0, told.pop(first))
    at = chance.randrange(1, len(told) + 1)
    async with opened(folder) as desk:
        await _told(desk, told[:at], chance)
        await shop.erase(desk)
        await _told(desk, told[at:], chance)
        await erasure.go_on(desk.house)
        found = await shop.known(desk)
    for rows in found.values():
        for row in rows:
            if isinstance(row, dict):
                row.pop("connection_id", None)
    return found


async def _told(desk: Desk, bodies: list[bytes], chance: random.Random) -> None:
    """In batches of any size, some twice."""
    while bodies:
        size = chance.randrange(1, 6)
        batch, bodies = bodies[:size], bodies[size:]
        await desk.tell(*batch, *batch[: chance.randrange(2)])


async def test_every_order_ends_the_same(tmp_path: Path) -> None:
    ends = [await _end(tmp_path / str(seed), seed) for seed in SEEDS]
    assert not shop.marks(repr(ends[0]).encode())
    for seed, end in zip(SEEDS, ends, strict=True):
        assert end == ends[0], f"seed {seed}"


@pytest.mark.usefixtures("any_store")
@pytest.mark.parametrize("where", ["bodies", "objects", "walk", "wipe"])
async def test_killed_anywhere_it_goes_on(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(*_: object, **__: object) -> None:
        raise Killed

    places = {
        "bodies": (bodies, "rewrite"),
        "objects": (Apply, "batch"),
        "walk": (walk, "aside"),
        "wipe": (wiping, "wipe"),
    }
    async with opened(tmp_path) as desk:
        await desk.tell(*shop.told())
        one = await erasure.customer_of(desk.house, desk.connection_id, ADA)
        await erasure.begin(desk.house, one, "tests")
        with monkeypatch.context() as patched:
            patched.setattr(*places[where], killed)
            with pytest.raises(Killed):
                await erasure.go_on(desk.house)
        assert not (await erasure.all_of(desk.house))[0].done
    async with opened(tmp_path) as desk:
        await erasure.go_on(desk.house)
        assert not shop.marks(repr(await shop.known(desk)).encode())
        assert (await erasure.all_of(desk.house))[0].done


async def test_the_worker_leaves_it_to_whoever_asked_until_they_are_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(*shop.told())
        one = await erasure.customer_of(desk.house, desk.connection_id, ADA)
        await erasure.begin(desk.house, one, "tests")
        assert not await sweep.go_on_if_alone(desk.house)
        assert isinstance(desk.clock, SetClock)
        desk.clock.at += sweep.AWAY_S + 1
        assert await sweep.go_on_if_alone(desk.house)
        assert (await erasure.all_of(desk.house))[0].done


async def test_comparing_tells_no_difference_and_repairs_nothing_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(*shop.told())
        processor = desk.house.processors.get("stripe")
        told = [one for body in shop.told() for one in processor.event_readings(body)]
        fetched = [_read_now(one) for one in {(one.kind, one.id): one for one in told}.values()]
        await shop.erase(desk)
        held = Held(desk.house, desk.connection_id, processor)
        assert await held.differing(fetched) == {}
        await Apply(desk.house).readings(desk.connection_id, processor, fetched, live=True)
        assert not shop.marks(repr(await shop.known(desk)).encode())


def _read_now(one: Reading) -> Reading:
    """As the processor's list would tell it today."""
    return Reading(
        kind=one.kind,
        id=one.id,
        as_of=NOW + 1000,
        payload=one.payload,
        shape=one.shape,
        created=one.created,
    )


async def test_erased_twice_is_gone_through_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(*shop.told())
        await shop.erase(desk)
        await shop.erase(desk)
        (one,) = await erasure.all_of(desk.house)
        assert one.done
        assert len(await desk.rows("erased")) == 1


async def test_a_restored_backup_is_erased_again(tmp_path: Path) -> None:
    async with opened(tmp_path / "new") as desk:
        await desk.tell(*shop.told())
        await shop.erase(desk)
        known = await erasure.remembered(desk.house)
    async with opened(tmp_path / "old") as desk:
        await desk.tell(*shop.told())
        elsewhere = await erasure.again(desk.house, known)
        assert elsewhere == 0, "another installation's account"
        mine = [msgspec.structs.replace(one, connection_id=desk.connection_id) for one in known]
        assert await erasure.again(desk.house, mine) == 1
        await erasure.go_on(desk.house)
        assert not shop.marks(repr(await shop.known(desk)).encode())
        assert await erasure.again(desk.house, mine) == 0


async def test_pages_read_in_another_process_are_blanked_too(tmp_path: Path) -> None:
    """An import has another process make what objects come to; it knows nobody who was erased."""
    async with opened(tmp_path) as desk:
        first, *rest = shop.told()
        await desk.tell(first)
        await shop.erase(desk)
        house, processor = desk.house, desk.house.processors.get("stripe")
        told = [one for body in rest for one in processor.event_readings(body)]
        newest = {(one.kind, one.id): one for one in told if one.id != ADA}
        ready = [made.of_reading(processor, _read_now(one)) for one in newest.values()]

        def work(tx: Connection) -> Applied:
            return merge_in(house, tx, desk.connection_id, processor, ready, live=False)

        await Apply(house).batch(work)
        assert not shop.marks(repr(await desk.rows("payment")).encode())
        await erasure.go_on(house)
        known = await shop.known(desk)
        assert not shop.marks(repr(known).encode())
        assert "for Ben" in repr(known["payment"])


async def test_a_backup_brought_back_over_newer_data_is_erased_again(tmp_path: Path) -> None:
    saved = tmp_path / "saved.zip"
    async with opened(tmp_path / "data") as desk:
        await desk.tell(*shop.told())
        await backup.save(desk.house.settings, saved, desk.clock)
        await shop.erase(desk)
        settings = desk.house.settings
    await keeping._load(settings, saved, replace=True, out=Output())
    async with opened(tmp_path / "data") as desk:
        known = await shop.known(desk)
        assert len(known["payment"]) == 3
        assert not shop.marks(repr(known).encode())


@pytest.mark.usefixtures("any_store")
async def test_what_a_failed_transaction_added_is_not_remembered(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        house, id_ = desk.house, desk.connection_id

        def fails(tx: Connection) -> None:
            house.forgotten.remember(tx, id_, {"pi_lost", "ch_lost"})
            known = house.forgotten.of(tx, id_)
            assert known is not None
            assert known.ids == {"pi_lost", "ch_lost"}
            raise Killed

        with pytest.raises(Killed):
            await house.store.write(fails)
        other = Forgotten()  # another process
        await house.store.write(lambda tx: other.remember(tx, id_, {"pi_1", "ch_1"}))
        known = await house.store.write(lambda tx: house.forgotten.of(tx, id_))
        assert known is not None
        assert known.ids == {"pi_1", "ch_1"}
