"""Rebuild: the ledger dropped and projected again from the objects (G3).

One transaction: until it commits everybody reads the old rows, and if it fails they stay.
"""

import logging
from collections.abc import Callable

from sqlalchemy import Connection, LargeBinary, RowMapping, delete, select, type_coerce

from tillwatch.intake import connections, leases, merge, opened
from tillwatch.intake.house import House
from tillwatch.intake.made import rows_of
from tillwatch.kernel import bell
from tillwatch.ledger import write
from tillwatch.processors.port import Processor
from tillwatch.rows import Attempt, Intent, Row
from tillwatch.store import schema
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, objects

PART = 1000
UNREADABLE = "What is kept of %s %s is damaged: `tillwatch verify --repair` fetches it again"
OnProgress = Callable[[int], None]

log = logging.getLogger(__name__)


async def rebuild(house: House, on_progress: OnProgress = lambda _: None) -> int:
    """Project every object again. The number of objects read; `on_progress` hears it grow, from
    the thread that writes."""
    known = await connections.everything(house.store, disconnected=True)
    processors = {c.id: house.processors.get(c.processor) for c in known}

    def work(store: Connection) -> int:
        leases.lock_all(house, store)
        for table in LEDGER.values():
            store.execute(delete(table))
        done, last = 0, 0
        while part := _part(store, last):
            _project(house, store, processors, part)
            done, last = done + len(part), part[-1]["num"]
            on_progress(done)
        for id_ in processors:
            _payments(house, store, id_)
        schema.set_ledger_filled(store)
        return done

    done = await house.store.write(work)
    house.bell.ring(bell.CHANGES)
    return done


async def rebuild_if_new(house: House) -> None:
    """Fill the ledger when its tables were made anew, and say so: it can take minutes."""
    if await is_filled(house.store):
        return
    is_told = await is_due(house.store)
    if is_told:
        log.warning("Recalculating after an update: until it is done, screens have no figures")
    done = await rebuild(house)
    if is_told:
        log.warning("Recalculated: %d objects", done)


async def is_filled(store: Store) -> bool:
    """Whether the ledger's rows were made since its tables were."""
    async with store.reading() as tx:
        return await tx.run_sync(schema.ledger_is_filled)


async def is_due(store: Store) -> bool:
    """Whether the ledger lacks what the objects will give: its tables were made anew and are not
    filled yet."""
    if await is_filled(store):
        return False
    async with store.reading() as tx:
        return await tx.scalar(select(objects.c.num).limit(1)) is not None


def _part(store: Connection, last: int) -> list[RowMapping]:
    columns = [objects.c[name] for name in ("num", "connection_id", "kind", "id")]
    state = type_coerce(objects.c.state, LargeBinary).label("state")
    query = select(*columns, state).where(objects.c.num > last).order_by(objects.c.num).limit(PART)
    return list((store.execute(query)).mappings())


def _project(
    house: House,
    store: Connection,
    processors: dict[str, Processor],
    part: list[RowMapping],
) -> None:
    made: dict[tuple[str, str], dict[str, Row]] = {}
    for one in part:
        processor = processors.get(one["connection_id"])
        if processor is None:
            continue
        state = opened.state(one["state"])
        if state is None:
            log.error(UNREADABLE, one["kind"], one["id"])
            continue
        kind = processor.kinds.get(one["kind"])
        shown = merge.show(state, kind.ranks if kind is not None else ())
        rows, _ = rows_of(processor, one["kind"], one["id"], shown)
        for row in rows:
            made.setdefault((one["connection_id"], row.table), {})[row.id] = row
    for (connection_id, _), rows_by_id in made.items():
        write.upsert(store, connection_id, list(rows_by_id.values()))


def _payments(house: House, store: Connection, connection_id: str) -> None:
    for row, column in ((Intent, "id"), (Attempt, "payment")):
        table = LEDGER[row.table]
        last = ""
        while True:
            query = (
                select(table.c[column])
                .where(table.c.connection_id == connection_id, table.c[column] > last)
                .distinct()
                .order_by(table.c[column])
                .limit(PART)
            )
            ids = list((store.execute(query)).scalars())
            if not ids:
                break
            write.refresh_payments(store, connection_id, ids)
            last = ids[-1]
