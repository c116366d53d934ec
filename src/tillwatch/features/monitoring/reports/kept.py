"""Plans that are kept, and reports that were made, with their files.

Whoever is kept to some accounts sees only reports about these: a made one names all it is about.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Connection, delete, select, true, update

from tillwatch.features.monitoring.kept import shelf
from tillwatch.features.monitoring.reports.plan import Plan, checked
from tillwatch.kernel import errors, eyes, ids
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store
from tillwatch.store.tables import report, report_made

MOST: Final = 200
KEPT_MADE: Final = 500
"""So many made ones are kept, the newest."""
LISTED: Final = 100
T = TypeVar("T")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    plan: Plan
    enabled: bool
    livemode: bool
    person_id: str | None
    created: int
    changed: int


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """`by` None: by the clock. `problem` None: it was made."""

    id: str
    report_id: str | None
    title: str
    since: int
    until: int
    connections: tuple[str, ...]
    livemode: bool
    by: str | None
    at: int
    problem: str | None


async def plans(store: Store) -> list[Report]:
    """All of them, the oldest first."""
    query = select(report).where(report.c.deleted.is_(None))
    async with store.reading() as tx:
        rows = (await tx.execute(query.order_by(report.c.created, report.c.id))).mappings()
        found = [_report(row) for row in rows]
    looking = eyes.now()
    return [one for one in found if all(looking.sees(id_) for id_ in one.plan.connections)]


async def one(store: Store, id_: str) -> Report:
    for found in await plans(store):
        if found.id == id_:
            return found
    raise errors.NotFound(f"There is no report {id_}: it may have been deleted")


async def keep(
    store: Store, clock: Clock, plan: Plan, *, enabled: bool, livemode: bool, by: Person
) -> Report:
    """A new one. `Conflict` when there are too many."""
    now, id_ = int(clock.now()), ids.new("report")
    values = {"plan": msgspec.to_builtins(checked(plan)), "enabled": enabled, "livemode": livemode}
    async with store.writing() as tx:
        await shelf.room(tx, report, true(), MOST, "reports")
        who = {"person_id": by.person_id, "created": now, "changed": now}
        await tx.execute(report.insert().values(id=id_, **values, **who))
        await audit.write(tx, clock, by.name, "report.create", plan.title)
    return await one(store, id_)


async def change(
    store: Store, clock: Clock, id_: str, plan: Plan, *, enabled: bool, by: Person
) -> Report:
    known = await one(store, id_)
    values = {"plan": msgspec.to_builtins(checked(plan)), "enabled": enabled}
    async with store.writing() as tx:
        changed = {**values, "changed": int(clock.now())}
        await tx.execute(update(report).where(report.c.id == id_).values(**changed))
        before, after = audit.differing(
            {"title": known.plan.title, "each": known.plan.each, "enabled": known.enabled},
            {"title": plan.title, "each": plan.each, "enabled": enabled},
        )
        told = {"before": before, "after": after}
        await audit.write(tx, clock, by.name, "report.change", plan.title, **told)
    return await one(store, id_)


async def drop(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    """The plan, until it is put back; what was made of it stays in the history."""
    known = await one(store, id_)
    async with store.writing() as tx:
        await shelf.take_away(tx, report, id_, clock)
        await audit.write(tx, clock, by.name, "report.delete", known.plan.title)


async def put_back(store: Store, clock: Clock, id_: str, *, by: Person) -> Report:
    """One that was taken away."""
    async with store.writing() as tx:
        row = await shelf.one(tx, report, id_, gone=True)
        known = _report(row)
        if not all(_sees([of]) for of in known.plan.connections):
            raise shelf.nothing(id_)
        await shelf.put_back(tx, report, id_)
        await audit.write(tx, clock, by.name, "report.restore", known.plan.title)
    return await one(store, id_)


_TOLD: Final = [column for column in report_made.c if column.name not in ("pdf", "html", "cause")]


async def made(store: Store, report_id: str | None = None) -> list[Made]:
    """The newest first, at most 100."""
    query = select(*_TOLD).order_by(report_made.c.at.desc(), report_made.c.id).limit(KEPT_MADE)
    if report_id is not None:
        query = query.where(report_made.c.report_id == report_id)
    async with store.reading() as tx:
        rows = (await tx.execute(query)).mappings()
        found = [_read(row, Made) for row in rows]
    return [one for one in found if _sees(one.connections)][:LISTED]


async def file(store: Store, id_: str, kind: str) -> tuple[Made, Any]:
    """`kind`: pdf or html. `NotFound` when it could not be made, or is no more."""
    column = report_made.c[kind]
    query = select(*_TOLD, column.label("file")).where(report_made.c.id == id_)
    async with store.reading() as tx:
        row = (await tx.execute(query)).mappings().first()
    if row is None or row["file"] is None or not _sees(row["connections"]):
        raise errors.NotFound("There is no such file: the report may have been too old to keep")
    return _read(row, Made), row["file"]


def put(store: Store, tx: Connection, row: dict[str, Any]) -> bool:
    """Once a cause; whether it was not there before. Those that are too old go."""
    statement = store.insert(report_made).on_conflict_do_nothing(index_elements=["cause"])
    is_new = tx.execute(statement, row).rowcount > 0
    kept = select(report_made.c.at).order_by(report_made.c.at.desc()).offset(KEPT_MADE).limit(1)
    oldest = tx.scalar(kept)
    if oldest is not None:
        tx.execute(delete(report_made).where(report_made.c.at <= oldest))
    return is_new


async def has(store: Store, causes: Sequence[str]) -> set[str]:
    """Those of the causes that were made already."""
    query = select(report_made.c.cause).where(report_made.c.cause.in_(causes))
    async with store.reading() as tx:
        return set((await tx.execute(query)).scalars())


def _report(row: Mapping[Any, Any]) -> Report:
    return _read({name: value for name, value in row.items() if name != "deleted"}, Report)


def _read(row: Mapping[Any, Any], kind: type[T]) -> T:
    """Names of columns are not quite texts."""
    return msgspec.convert({str(name): value for name, value in row.items()}, kind, strict=False)


def _sees(connections: Sequence[str]) -> bool:
    looking = eyes.now()
    return all(looking.sees(id_) for id_ in connections)
