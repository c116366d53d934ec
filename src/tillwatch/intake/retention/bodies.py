"""Bodies go; the head of the delivery stays, with what the body told.

A cursor says how far it is. A body that was passed over because its event was set aside has a mark
of its own, and goes when the event was taken in.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Delete, RowMapping, bindparam, delete, select, update

from tillwatch.intake.house import House
from tillwatch.intake.retention.walk import PART, Old, to_try_again
from tillwatch.store.tables import cursor, inbox

REACHED: Final = "bodies dropped"
PASSED: Final = "body kept "
EMPTIED = (
    update(inbox)
    .where(inbox.c.seq == bindparam("b_seq"), inbox.c.body != b"")
    .values(body=b"", told=bindparam("b_told"))
)


def mark(number: int) -> str:
    """The cursor that notes that this delivery was passed over."""
    return f"{PASSED}{number}"


async def reached(house: House) -> int:
    """The delivery up to which bodies are gone."""
    async with house.store.reading() as tx:
        query = select(cursor.c.position).where(cursor.c.name == REACHED)
        return await tx.scalar(query) or 0


async def drop(old: Old, rows: Sequence[RowMapping]) -> int:
    gone, kept = await _empty(old, rows)
    marks = [{"name": mark(number), "position": number} for number in sorted(kept)]
    marks.append({"name": REACHED, "position": max(int(row["seq"]) for row in rows)})
    statement = old.house.store.insert(cursor)
    position = {"position": statement.excluded.position}
    statement = statement.on_conflict_do_update(index_elements=["name"], set_=position)
    await old.house.store.write(lambda tx: tx.execute(statement, marks))
    return gone


async def drop_late(old: Old) -> None:
    """The bodies that were passed over, as far as they may go by now."""
    async with old.house.store.reading() as tx:
        query = select(cursor.c.position).where(cursor.c.name.startswith(PASSED))
        passed = list((await tx.execute(query)).scalars())
    for start in range(0, len(passed), PART):
        numbers = passed[start : start + PART]
        async with old.house.store.inbox.connect() as tx:
            found = await tx.execute(select(inbox).where(inbox.c.seq.in_(numbers)))
            rows = found.mappings().all()
        _, kept = await _empty(old, rows)
        done = delete(cursor).where(cursor.c.name.in_([mark(n) for n in numbers if n not in kept]))
        await _write(old.house, done)


async def _empty(old: Old, rows: Sequence[RowMapping]) -> tuple[int, frozenset[int]]:
    """How many bodies went, and the deliveries that are to be tried again."""
    kept = await to_try_again(old.house, [row["seq"] for row in rows])
    going = [row for row in rows if row["seq"] not in kept and row["body"]]
    left = [{"b_seq": row["seq"], "b_told": old.told(row)} for row in going]
    if left:
        await old.house.store.write_inbox(lambda tx: tx.execute(EMPTIED, left))
    return len(going), kept


async def _write(house: House, statement: Delete) -> None:
    await house.store.write(lambda tx: tx.execute(statement))
