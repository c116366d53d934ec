"""The parts as they stand in the store."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from tillwatch.intake.backfill.parts import WAITING, Part
from tillwatch.intake.house import House
from tillwatch.processors.port import ReadFailed
from tillwatch.store.tables import import_range, import_run

KEY = ("connection_id", "resource", "since")
COLUMNS = (*KEY, "until", "state", "after", "objects", "expected")


def row(connection_id: str, part: Part) -> tuple[object, ...]:
    """A part's `COLUMNS`, as it is now."""
    place = (part.resource, part.since, part.until)
    return (connection_id, *place, part.state, part.after, part.objects, part.expected)


async def load(house: House, connection_id: str) -> dict[str, list[Part]]:
    """The parts of an import by list; without those that are left out."""
    columns = [import_range.c[name] for name in COLUMNS[1:]]
    query = select(*columns).where(
        import_range.c.connection_id == connection_id, import_range.c.state != "skipped"
    )
    found: dict[str, list[Part]] = {}
    async with house.store.reading() as store:
        for kept in (await store.execute(query)).mappings():
            found.setdefault(kept["resource"], []).append(Part(**kept))
    return {name: parts for name, parts in found.items() if _any_waits(parts)}


def _any_waits(parts: Sequence[Part]) -> bool:
    return any(part.state == WAITING for part in parts)


def running(store: Connection, connection_id: str) -> bool:
    query = select(import_run.c.state).where(import_run.c.connection_id == connection_id)
    return store.execute(query).scalar() == "running"


def forget(store: Connection, connection_id: str, resource: str, begins: Sequence[int]) -> None:
    """Take away the parts that begin then."""
    statement = delete(import_range).where(
        import_range.c.connection_id == connection_id,
        import_range.c.resource == resource,
        import_range.c.since.in_(begins),
    )
    store.execute(statement)


def leave_out(store: Connection, connection_id: str, resource: str, problem: ReadFailed) -> None:
    """What is still to be read of a list is left out, for that reason."""
    statement = (
        update(import_range)
        .where(
            import_range.c.connection_id == connection_id,
            import_range.c.resource == resource,
            import_range.c.state == WAITING,
        )
        .values(
            state="skipped",
            answer=problem.answer,
            reason=problem.message,
            permission=problem.permission,
        )
    )
    store.execute(statement)
