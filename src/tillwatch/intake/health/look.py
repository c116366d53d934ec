"""What the tables say about a connection's health, before anything is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, select

from tillwatch.intake.aside import OTHER_MODE
from tillwatch.intake.health.found import WorkHealth
from tillwatch.intake.house import House
from tillwatch.intake.pace import MONTH_S, UNITS, unit_s
from tillwatch.intake.waiting import waiting
from tillwatch.rows import Attempt
from tillwatch.store.tables import LEDGER, connection, event_kind, objects, pace, set_aside

Row = Mapping[str, Any]
"""A row of `event_kind`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """`kinds`: what was seen of each type of event; `transactions`: tries in the last 30 days."""

    kinds: Sequence[Row]
    works: Sequence[WorkHealth]
    behind: int
    set_aside: int
    undecided: int
    transactions: int

    @property
    def heard_at(self) -> int | None:
        """The last look at the event list that went well, or the newest that came by webhook."""
        asked = [w.done_at for w in self.works if w.work == "poll" and w.problem is None]
        brought = [row["last_webhook"] for row in self.kinds]
        return max((at for at in (*asked, *brought) if at), default=None)

    def work(self, name: str) -> WorkHealth:
        return next(one for one in self.works if one.work == name)


async def look(house: House, connection_ids: Sequence[str]) -> dict[str, Looked]:
    """Reads; judges nothing. By as many questions for many connections as for one."""
    behind = (await waiting(house)).events
    async with house.store.reading() as store:

        async def rows(table: Table) -> dict[str, list[Row]]:
            found: dict[str, list[Row]] = {}
            query = select(table).where(table.c.connection_id.in_(connection_ids))
            for row in (await store.execute(query)).mappings():
                found.setdefault(row["connection_id"], []).append(dict(row))
            return found

        async def counts(table: Table, *where: Any) -> dict[str, int]:
            some = select(func.count()).where(table.c.connection_id == connection.c.id, *where)
            query = select(connection.c.id, some.scalar_subquery())
            return dict(
                (await store.execute(query.where(connection.c.id.in_(connection_ids)))).all()
            )

        kinds, done = await rows(event_kind), await rows(pace)
        aside = await counts(set_aside)
        open_ = await counts(objects, objects.c.undecided)
        since = int(house.clock.now()) - MONTH_S
        tries = await counts(LEDGER[Attempt.table], LEDGER[Attempt.table].c.created >= since)
    return {
        id_: Looked(
            kinds=kinds.get(id_, []),
            works=_works(house, done.get(id_, []), tries.get(id_, 0)),
            behind=behind,
            set_aside=aside.get(id_, 0),
            undecided=open_.get(id_, 0),
            transactions=tries.get(id_, 0),
        )
        for id_ in connection_ids
    }


async def heard(house: House) -> dict[str, int]:
    """Of every connection that was ever heard of: the last sign of life (`Health.heard_at`)."""
    asked = select(pace.c.connection_id, pace.c.done_at).where(
        pace.c.work == "poll", pace.c.problem.is_(None), pace.c.done_at.is_not(None)
    )
    brought = (
        select(event_kind.c.connection_id, func.max(event_kind.c.last_webhook))
        .where(event_kind.c.last_webhook.is_not(None))
        .group_by(event_kind.c.connection_id)
    )
    moments: dict[str, int] = {}
    async with house.store.reading() as store:
        for query in (asked, brought):
            for id_, at in await store.execute(query):
                moments[id_] = max(at, moments.get(id_, 0))
    return moments


async def astray(house: House) -> dict[str, int]:
    """Of every connection whose address was sent events of the other mode: the last time."""
    newest = select(set_aside.c.connection_id, func.max(set_aside.c.at))
    query = newest.where(set_aside.c.code == OTHER_MODE).group_by(set_aside.c.connection_id)
    async with house.store.reading() as store:
        return dict((await store.execute(query)).all())


def _works(house: House, done: Sequence[Row], transactions: int) -> list[WorkHealth]:
    unit = unit_s(transactions, house.settings.poll_seconds)
    by_work = {row["work"]: row for row in done}
    return [
        WorkHealth(
            work=work,
            done_at=by_work.get(work, {}).get("done_at"),
            every_s=units * unit,
            problem=by_work.get(work, {}).get("problem"),
        )
        for work, units in UNITS.items()
    ]
