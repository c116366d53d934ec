"""What the tables say about a connection's health, before anything is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from tillwatch.intake import drain
from tillwatch.intake.aside import OTHER_MODE
from tillwatch.intake.health.found import WorkHealth
from tillwatch.intake.house import House
from tillwatch.intake.pace import UNITS, Record
from tillwatch.store import inbox
from tillwatch.store.tables import event_kind, objects, pace, set_aside

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


async def look(house: House, connection_id: str) -> Looked:
    """Reads; judges nothing."""
    record = Record(house, connection_id)
    await record.load()
    behind = await inbox.last(house.store) - await drain.position(house)
    async with house.store.reading() as store:

        async def rows(query: Any) -> list[Row]:
            return [dict(row) for row in (await store.execute(query)).mappings()]

        kinds = await rows(select(event_kind).where(event_kind.c.connection_id == connection_id))
        done = await rows(select(pace).where(pace.c.connection_id == connection_id))
        aside = select(func.count()).where(set_aside.c.connection_id == connection_id)
        open_ = select(func.count()).where(
            objects.c.connection_id == connection_id, objects.c.undecided
        )
        counts = [await store.scalar(query) or 0 for query in (aside, open_)]
    by_work = {row["work"]: row for row in done}
    return Looked(
        kinds=kinds,
        works=[_work(work, by_work.get(work, {}), record.unit_s) for work in UNITS],
        behind=max(behind, 0),
        set_aside=counts[0],
        undecided=counts[1],
        transactions=record.transactions,
    )


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


def _work(name: str, row: Row, unit_s: float) -> WorkHealth:
    return WorkHealth(
        work=name,
        done_at=row.get("done_at"),
        every_s=UNITS[name] * unit_s,
        problem=row.get("problem"),
    )
