"""Where no index leads: kinds of object without rows, columns of addresses, what was set aside.

Once an erasure, in parts; what it finds becomes subjects, and the sweep goes on from those.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from sqlalchemy import Connection, LargeBinary, select, type_coerce

from tillwatch.intake import forgotten
from tillwatch.intake.erasure import bodies, paths
from tillwatch.intake.forgotten import Subjects
from tillwatch.intake.house import House
from tillwatch.processors.belonging import subject_of
from tillwatch.processors.port import Processor
from tillwatch.rows import ROWS
from tillwatch.store.tables import LEDGER, objects, set_aside

PART: Final = 500
OF_ADDRESS: Final = "email"


async def found(
    house: House, connection_id: str, processor: Processor, known: Subjects
) -> AsyncIterator[paths.Theirs]:
    """What belongs to the known subjects, part by part."""
    async with house.store.reading() as tx:
        kinds = await tx.run_sync(paths.kinds, connection_id)
    for kind in kinds:
        if not processor.tables(kind):
            async for one in _objects(house, connection_id, processor, known, kind):
                yield one
    if known.emails:
        async for one in _addressed(house, connection_id, processor, known):
            yield one


async def aside(house: House, connection_id: str, processor: Processor, known: Subjects) -> int:
    """Blank what was set aside and names somebody. How many bodies."""
    columns = (set_aside.c.id, set_aside.c.inbox_seq, set_aside.c.body)
    query = select(*columns).where(set_aside.c.connection_id == connection_id)
    async with house.store.reading() as tx:
        kept = (await tx.execute(query)).mappings().all()
    entries = [row for row in kept if row["body"] and known.may_name(row["body"])]
    numbers = [row["inbox_seq"] for row in kept if row["inbox_seq"] is not None]
    events = await bodies.numbered(house, connection_id, numbers)
    named = [row for row in events if known.may_name(row["body"])]
    changed = await bodies.rewrite_aside(house, processor, entries)
    return changed + await bodies.rewrite(house, processor, named)


async def _objects(
    house: House, connection_id: str, processor: Processor, known: Subjects, kind: str
) -> AsyncIterator[paths.Theirs]:
    """Objects of a kind, all of them looked at."""
    last = ""
    state = type_coerce(objects.c.state, LargeBinary)
    while True:
        query = (
            select(objects.c.id, state)
            .where(objects.c.connection_id == connection_id, objects.c.kind == kind)
            .where(objects.c.id > last)
            .order_by(objects.c.id)
            .limit(PART)
        )
        async with house.store.reading() as tx:
            part = (await tx.execute(query)).all()
        if not part:
            return
        keys, subjects = set(), set[str]()
        for id_, kept in part:
            trees = list(paths.told(kept))
            if id_ in known.ids or any(known.own(tree, processor.ties) for tree in trees):
                keys.add((kind, id_))
                subjects |= forgotten.subjects_of(processor.ties, id_, trees)
        if keys:
            yield paths.Theirs(frozenset(keys), frozenset(subjects))
        last = part[-1][0]
        await asyncio.sleep(0)


async def _addressed(
    house: House, connection_id: str, processor: Processor, known: Subjects
) -> AsyncIterator[paths.Theirs]:
    """Rows with an address, all of them looked at; what their objects say decides."""
    for row in ROWS:
        table = LEDGER[row.table]
        for name in (name for name, kind in row.personal.items() if kind == OF_ADDRESS):
            query = select(table.c.id, table.c[name]).where(
                table.c.connection_id == connection_id, table.c[name].is_not(None)
            )
            last = ""
            while True:
                behind = query.where(table.c.id > last).order_by(table.c.id).limit(PART)
                async with house.store.reading() as tx:
                    part = (await tx.execute(behind)).all()
                if not part:
                    break
                ids = {id_ for id_, address in part if subject_of(address) in known.ids}
                if ids:
                    async with house.store.reading() as tx:
                        yield await tx.run_sync(_theirs(connection_id, processor, known, ids))
                last = part[-1][0]


def _theirs(
    connection_id: str, processor: Processor, known: Subjects, ids: set[str]
) -> Callable[[Connection], paths.Theirs]:
    return lambda tx: paths.theirs(tx, connection_id, processor, known, ids)
