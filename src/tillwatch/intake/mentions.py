"""Mentions: which deliveries of the inbox tell of which object, so that an object's page finds its
events among millions.

A follower of the inbox with a cursor of its own. It works when nothing waits to be applied, so that
money comes first; what it has not reached yet, a page reads from the end of the inbox itself
(`ledger.questions.stories.timeline`). An event that cannot be read mentions nothing.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.processors.port import Processor
from tillwatch.store import inbox
from tillwatch.store.schema import MENTIONS
from tillwatch.store.tables import cursor, mention
from tillwatch.store.tables import inbox as kept

BATCH = 500


async def once(house: House) -> int:
    """Note the next batch. How many deliveries it held: 0 when all of the inbox is noted."""
    async with house.store.reading() as store:
        done = await store.scalar(select(cursor.c.position).where(cursor.c.name == MENTIONS)) or 0
    batch = await inbox.after(house.store, done, BATCH)
    if not batch:
        return 0
    processors = await _processors(house)
    told = await _told(house, [seq for seq, delivery in batch if not delivery.body])
    rows = [
        {"connection_id": delivery.connection_id, "object_id": id_, "seq": seq}
        for seq, delivery in batch
        if (processor := processors.get(delivery.connection_id)) is not None
        for id_ in (processor.mentions(delivery.body) if delivery.body else told[seq])
    ]
    last = batch[-1][0]

    def write(store: Connection) -> None:
        if rows:
            store.execute(house.store.insert(mention).on_conflict_do_nothing(), rows)
        store.execute(cursor.update().where(cursor.c.name == MENTIONS).values(position=last))

    await house.store.write(write)
    return len(batch)


async def _told(house: House, numbers: Sequence[int]) -> dict[int, Sequence[str]]:
    """What those deliveries mention whose bodies are no longer kept."""
    if not numbers:
        return {}
    query = select(kept.c.seq, kept.c.told).where(kept.c.seq.in_(numbers))
    async with house.store.inbox.connect() as tx:
        return {seq: told["mentions"] if told else () for seq, told in await tx.execute(query)}


async def _processors(house: House) -> dict[str, Processor]:
    """By connection, those that left their data behind included."""
    known = await connections.everything(house.store, disconnected=True)
    return dict(_offered(house, known))


def _offered(house: House, known: list[connections.Connection]) -> Iterator[tuple[str, Processor]]:
    for one in known:
        try:
            yield one.id, house.processors.get(one.processor)
        except errors.NotFound:
            continue
