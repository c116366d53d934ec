"""Bodies of deliveries and of what was set aside, rewritten without what is personal.

One that is no JSON, and names somebody who was erased, goes altogether; the head of the delivery
stays.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select, update

from tillwatch.intake import forgotten
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Reading
from tillwatch.store import wiping
from tillwatch.store.tables import inbox, mention, set_aside

PART: Final = 100
NOTHING: Final[dict[str, Any]] = {"kind": None, "id": None, "mentions": []}
UNREADABLE: Final = (errors.BadInput, ValueError, TypeError, LookupError, AttributeError)


async def about(house: House, connection_id: str, subjects: Sequence[str]) -> list[RowMapping]:
    """The deliveries (seq, body) that tell of these objects, or are these events."""
    mine = mention.c.connection_id == connection_id, mention.c.object_id.in_(subjects)
    async with house.store.reading() as tx:
        numbers = set((await tx.execute(select(mention.c.seq).where(*mine))).scalars())
    event = inbox.c.connection_id == connection_id, inbox.c.event_id.in_(subjects)
    async with house.store.inbox.connect() as tx:
        numbers.update((await tx.execute(select(inbox.c.seq).where(*event))).scalars())
    return await numbered(house, connection_id, numbers)


async def numbered(house: House, connection_id: str, numbers: Collection[int]) -> list[RowMapping]:
    """The deliveries with these numbers whose bodies are kept."""
    ordered = sorted(numbers)
    found: list[RowMapping] = []
    for start in range(0, len(ordered), PART):
        query = select(inbox.c.seq, inbox.c.body).where(
            inbox.c.connection_id == connection_id, inbox.c.seq.in_(ordered[start : start + PART])
        )
        async with house.store.inbox.connect() as tx:
            found += [row for row in (await tx.execute(query)).mappings() if row["body"]]
    return found


def readings(processor: Processor, body: bytes) -> list[Reading]:
    """None for a body that cannot be understood."""
    try:
        return processor.event_readings(body)
    except UNREADABLE:
        return []


async def rewrite(house: House, processor: Processor, rows: Sequence[RowMapping]) -> int:
    """Blank these deliveries. How many were not blank before."""
    changed = [
        (row["seq"], body)
        for row in rows
        if (body := forgotten.blank_body(processor.personal, row["body"])) != row["body"]
    ]

    def write(tx: Connection) -> None:
        with wiping.overwriting(tx):
            for number, body in changed:
                told: dict[str, Any] = {} if body else {"told": NOTHING}
                tx.execute(update(inbox).where(inbox.c.seq == number).values(body=body, **told))

    if changed:
        await house.store.write_inbox(write)
    return len(changed)


async def rewrite_aside(house: House, processor: Processor, rows: Sequence[RowMapping]) -> int:
    """The same for entries of lists that were set aside (id, body)."""
    changed = [
        (row["id"], body)
        for row in rows
        if (body := forgotten.blank_body(processor.personal, row["body"])) != row["body"]
    ]

    def write(tx: Connection) -> None:
        with wiping.overwriting(tx):
            for id_, body in changed:
                tx.execute(update(set_aside).where(set_aside.c.id == id_).values(body=body))

    if changed:
        await house.store.write(write)
    return len(changed)
