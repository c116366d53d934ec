"""The log of deeds is a chain: whatever is done to it later is found, by the entry's number."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.people import audit as log
from tillwatch.people.audit import BEFORE_ALL
from tillwatch.people.logbook import asked, chain, old, seal, sealing
from tillwatch.people.logbook.asked import Asked
from tillwatch.people.logbook.chain import Break, Head, Verdict
from tillwatch.store.engine import Store
from tillwatch.store.tables import audit, rule

KEY = b"k" * 32
both = pytest.mark.usefixtures("any_store")


@pytest.fixture
async def ten(store: Store, clock: SetClock) -> Store:
    """A log of nine deeds and its seal, the tenth."""
    for number in range(1, 10):
        clock.advance(60)
        await deed(
            store, clock, f"con_{number}", before={"name": "A"}, after={"name": f"ß{number}"}
        )
    await sealing.renew(store, clock, KEY)
    return store


async def deed(store: Store, clock: SetClock, about: str, **more: Any) -> None:
    async with store.writing() as tx:
        await log.write(tx, clock, "ada", "connection.change", about, **more)


async def done(store: Store, *statements: Any) -> None:
    async with store.writing() as tx:
        for one in statements:
            await tx.execute(one)


async def verdict(store: Store, clock: SetClock, known: Head | None = None) -> Verdict:
    return await chain.verify(store, clock, KEY, known)


async def first_broken(store: Store, clock: SetClock) -> tuple[int | None, str]:
    broken = (await verdict(store, clock)).broken
    assert broken is not None
    return broken.number, broken.says


@both
async def test_a_log_that_nobody_touched_holds(ten: Store, clock: SetClock) -> None:
    found = await verdict(ten, clock)
    assert (found.entries, found.broken, found.sealed) == (10, None, 10)
    assert found.head is not None
    await deed(ten, clock, "con_x")
    later = await verdict(ten, clock, known=found.head)
    assert (later.entries, later.broken, later.sealed) == (11, None, 10)


async def test_an_empty_log_holds(store: Store, clock: SetClock) -> None:
    await sealing.renew(store, clock, KEY)
    found = await verdict(store, clock)
    assert (found.entries, found.broken, found.head) == (0, None, None)


NUMBER = audit.c.number
SWAP = [
    update(audit).where(NUMBER == 4).values(number=-1),
    update(audit).where(NUMBER == 5).values(number=4),
    update(audit).where(NUMBER == -1).values(number=5),
]
PUT_IN = {"at": 1, "who": "mallory", "what": "token.create"}
CHANGES: dict[str, tuple[list[Any], int | None]] = {
    "another name": ([update(audit).where(NUMBER == 5).values(who="bob")], 5),
    "another time": ([update(audit).where(NUMBER == 1).values(at=7)], 1),
    "another value": ([update(audit).where(NUMBER == 9).values(after={"name": "B"})], 9),
    "from nowhere": ([update(audit).where(NUMBER == 3).values(address="::1")], 3),
    "dropped": ([delete(audit).where(NUMBER == 6)], 6),
    "the first dropped": ([delete(audit).where(NUMBER == 1)], 1),
    "dropped, and the rest moved up": (
        [delete(audit).where(NUMBER == 10), update(audit).where(NUMBER == 9).values(number=10)],
        9,
    ),
    "swapped": (SWAP, 4),
    "put in at the end": ([insert(audit).values(**PUT_IN, number=11, digest=bytes(32))], 11),
    "put in before the beginning": (
        [insert(audit).values(**PUT_IN, number=0, digest=bytes(32))],
        0,
    ),
    "put in without a number": ([insert(audit).values(**PUT_IN)], None),
    "made one without a number": ([update(audit).where(NUMBER == 2).values(number=None)], 2),
    "the end cut off": ([delete(audit).where(NUMBER > 8)], 9),
    "all of it gone": ([delete(audit)], 1),
    "the seal gone": ([delete(rule)], 10),
    "the seal another": ([update(rule).values(value={"number": 3})], None),
}


@pytest.mark.parametrize(("changes", "number"), CHANGES.values(), ids=CHANGES)
async def test_whatever_is_done_to_it_is_found(
    ten: Store, clock: SetClock, changes: list[Any], number: int | None
) -> None:
    await done(ten, *changes)
    assert (await first_broken(ten, clock))[0] == number


@both
async def test_a_cut_off_end_is_found_whatever_is_written_after(
    ten: Store, clock: SetClock
) -> None:
    await done(ten, delete(audit).where(NUMBER > 8))
    assert await first_broken(ten, clock) == (
        9,
        "The end is cut off: entries 9 to 10 are missing",
    )
    for about in ("con_x", "con_y", "con_z"):
        await deed(ten, clock, about)
    with pytest.raises(Break):
        await sealing.renew(ten, clock, KEY)
    assert await first_broken(ten, clock) == (10, "Entry 10 is not the one that was sealed")


async def test_a_chain_made_anew_does_not_fit_the_seal(ten: Store, clock: SetClock) -> None:
    digest = BEFORE_ALL
    async with ten.writing() as tx:
        rows = (await tx.execute(select(audit).order_by(NUMBER))).mappings().all()
        for row in rows:
            entry = {**row, "who": "bob"}
            digest = log.digest(digest, entry)
            made = update(audit).where(audit.c.seq == row["seq"])
            await tx.execute(made.values(who="bob", digest=digest))
    with pytest.raises(Break):
        await sealing.renew(ten, clock, KEY)
    assert (await first_broken(ten, clock))[0] == 10
    async with ten.writing() as tx:
        forged = await seal.find(tx)
        assert forged is not None
        await seal.put(tx, seal.Seal(number=10, digest=digest, at=1).signed(b"guessed"))
    assert "does not fit the secret key file" in (await first_broken(ten, clock))[1]


async def test_a_head_that_was_written_down_proves_more_than_the_seal(
    ten: Store, clock: SetClock
) -> None:
    await deed(ten, clock, "con_x")
    known = (await verdict(ten, clock)).head
    await done(ten, delete(audit).where(NUMBER > 10))
    assert (await verdict(ten, clock)).broken is None  # younger than the seal
    broken = (await verdict(ten, clock, known=known)).broken
    assert broken is not None
    assert broken.number == 11


async def test_entries_from_before_the_chain_are_counted_and_not_proven(
    store: Store, clock: SetClock
) -> None:
    await done(store, insert(audit).values(**PUT_IN))
    await deed(store, clock, "con_1")
    found = await verdict(store, clock)
    assert (found.entries, found.unchained, found.broken) == (1, 1, None)


@both
async def test_with_another_key_file_it_is_sealed_anew_and_says_so(
    ten: Store, clock: SetClock
) -> None:
    other = b"o" * 32
    with pytest.raises(Break, match="does not fit the secret key file"):
        await sealing.renew(ten, clock, other)
    await sealing.anew(ten, clock, other, "ada")
    found = await chain.verify(ten, clock, other)
    assert (found.broken, found.sealed) == (None, 11)
    newest = (await log.newest(ten))[0]
    assert (newest.who, newest.what, newest.before) == (
        "ada",
        "audit.reseal",
        {"sealed": 10, "first": 1},
    )
    await done(ten, update(audit).where(NUMBER == 5).values(who="bob"))
    with pytest.raises(errors.Conflict, match="Entry 5 is not what was written"):
        await sealing.anew(ten, clock, KEY, "bob")


@both
async def test_twenty_at_once_make_one_chain(store: Store, clock: SetClock) -> None:
    await asyncio.gather(*(deed(store, clock, f"con_{number}") for number in range(20)))
    await asyncio.gather(*(sealing.renew(store, clock, KEY) for _ in range(3)))
    found = await verdict(store, clock)
    assert (found.entries, found.broken, found.sealed) == (21, None, 21)


@both
async def test_old_entries_go_and_the_rest_still_holds(ten: Store, clock: SetClock) -> None:
    gone = await old.forget(ten, clock, KEY, int(clock.now()) - 5 * 60)
    found = await verdict(ten, clock)
    assert (gone, found.entries, found.broken) == (3, 8, None)
    await sealing.renew(ten, clock, KEY)
    assert await old.forget(ten, clock, KEY, int(clock.now()) - 5 * 60) == 0
    assert (await verdict(ten, clock)).broken is None
    await done(ten, delete(audit).where(NUMBER == 4))
    assert (await first_broken(ten, clock))[0] == 4


async def test_old_entries_stay_where_the_log_was_changed(ten: Store, clock: SetClock) -> None:
    await done(ten, update(audit).where(NUMBER == 2).values(who="bob"))
    with pytest.raises(Break):
        await old.forget(ten, clock, KEY, int(clock.now()))
    async with ten.reading() as tx:
        assert await tx.scalar(select(func.count()).select_from(audit)) == 10


@both
async def test_lists_are_narrowed_and_paged(ten: Store, clock: SetClock) -> None:
    first = await asked.page(ten, Asked(what="connection."), None, 4)
    assert [one.number for one in first.rows] == [9, 8, 7, 6]
    second = await asked.page(ten, Asked(what="connection."), first.next_cursor, 100)
    assert [one.number for one in second.rows] == [5, 4, 3, 2, 1]
    assert second.next_cursor is None
    now = int(clock.now())
    for narrow, count in (
        (Asked(who="ada"), 9),
        (Asked(what="%"), 0),
        (Asked(about="con_3"), 1),
        (Asked(address="::1"), 0),
        (Asked(person_id="usr_1"), 0),
        (Asked(since=now - 60, until=now), 1),
    ):
        assert len([one async for one in asked.each(ten, narrow)]) == count, narrow
