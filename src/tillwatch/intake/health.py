"""Health: how true the copy of one connection is, kind of event by kind of event."""

import msgspec
from sqlalchemy import func, select

from tillwatch.intake import connections, drain, seen
from tillwatch.intake.house import House
from tillwatch.intake.pace import UNITS, Record
from tillwatch.store import inbox
from tillwatch.store.tables import event_kind, objects, pace, set_aside


class KindHealth(msgspec.Struct, frozen=True, kw_only=True):
    """`way`: webhook or poll, by which the newest came. `last`: its creation (seconds UTC)."""

    type: str
    way: str
    by_webhook: int
    by_poll: int
    last: int


class WorkHealth(msgspec.Struct, frozen=True, kw_only=True):
    """A standing read: done last, how often (seconds), and what it met (None: it went well)."""

    work: str
    done_at: int | None
    every_s: float
    problem: str | None


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`heard_at`: the last sign of life, by webhook or by asking. `behind`: events on disk that
    are not applied yet, of all connections. `set_aside`: kept but not merged. `undecided`: objects
    that two events of one second left open."""

    heard_at: int | None
    behind: int
    set_aside: int
    undecided: int
    unverified_at: int | None
    kinds: list[KindHealth]
    works: list[WorkHealth]


async def of(house: House, connection_id: str) -> Health:
    """`NotFound` for an unknown connection."""
    connection = await connections.one(house.store, connection_id)
    record = Record(house, connection_id)
    await record.load()
    ways = await seen.ways(house.store, connection_id)
    behind = await inbox.last(house.store) - await drain.position(house)
    async with house.store.reading() as store:
        kinds = (
            await store.execute(
                select(event_kind).where(event_kind.c.connection_id == connection_id)
            )
        ).mappings()
        counts = [_kind(ways, dict(row)) for row in kinds]
        works = (
            await store.execute(select(pace).where(pace.c.connection_id == connection_id))
        ).mappings()
        done = {row["work"]: row for row in works}
        aside = await store.scalar(
            select(func.count()).where(set_aside.c.connection_id == connection_id)
        )
        undecided = await store.scalar(
            select(func.count()).where(
                objects.c.connection_id == connection_id, objects.c.undecided
            )
        )
    standing = [
        WorkHealth(
            work=work,
            done_at=done[work]["done_at"] if work in done else None,
            every_s=units * record.unit_s,
            problem=done[work]["problem"] if work in done else None,
        )
        for work, units in UNITS.items()
    ]
    asked = [w.done_at for w in standing if w.work == "poll" and w.problem is None and w.done_at]
    heard = [kind.last for kind in counts if kind.way == "webhook"]
    return Health(
        heard_at=max([*asked, *heard], default=None),
        behind=max(behind, 0),
        set_aside=aside or 0,
        undecided=undecided or 0,
        unverified_at=connection.unverified_at,
        kinds=sorted(counts, key=lambda kind: kind.type),
        works=standing,
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


def _kind(ways: dict[str, str], row: dict[str, int]) -> KindHealth:
    type_ = str(row["type"])
    return KindHealth(
        type=type_,
        way=ways.get(type_, "poll"),
        by_webhook=row["by_webhook"],
        by_poll=row["by_poll"],
        last=max(row["last_webhook"] or 0, row["last_poll"] or 0),
    )
