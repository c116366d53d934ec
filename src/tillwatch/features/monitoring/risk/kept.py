"""What is kept: the tiers of the installation, and for each account what each day taught."""

import asyncio
from datetime import UTC, datetime
from typing import Final

import msgspec
from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.risk.learn import Learned, learned, nothing
from tillwatch.features.monitoring.risk.measure import AtTier, Measured
from tillwatch.features.monitoring.risk.past import attempt, bad, tried, tries
from tillwatch.features.monitoring.risk.score import Model, Tiers, checked
from tillwatch.kernel.clock import Clock
from tillwatch.store.engine import Store
from tillwatch.store.tables import monitoring_choice, risk_learned

TIERS: Final = "risk tiers"
NOTHING_YET: Final = "Nothing was learned from this account's payments yet"
LOOKED_AT: Final = 200_000
"""Tries that are learned from, the newest."""
DAYS_KEPT: Final = 400
AT_ONCE: Final = 5_000


class LearnedDay(msgspec.Struct, frozen=True, kw_only=True):
    """What was learned on a `day`, of `orders` that were old enough, `bad` of them; and how it did
    on later ones: `measured`, of the factors that were `used` (the account's own, or the general
    ones); None where too few went bad."""

    day: str
    used: bool
    orders: int
    bad: int
    measured: "MeasuredShort | None"


class MeasuredShort(msgspec.Struct, frozen=True, kw_only=True):
    """A `Measured` without its details."""

    orders: int
    bad: int
    base: float
    average_precision: float
    log_loss: float
    tiers: list[AtTier]


CHOSEN: Final = select(monitoring_choice.c.value).where(monitoring_choice.c.name == TIERS)
NEWEST: Final = (
    select(risk_learned.c.learned)
    .where(risk_learned.c.connection_id == bindparam("owner"))
    .order_by(risk_learned.c.day.desc())
    .limit(1)
)


async def tiers(tx: AsyncConnection) -> Tiers:
    value = await tx.scalar(CHOSEN)
    return Tiers() if value is None else msgspec.convert(value, Tiers, strict=False)


async def set_tiers(store: Store, clock: Clock, wanted: Tiers) -> Tiers:
    """`BadInput` for borders that are not in order."""
    value = msgspec.to_builtins(checked(wanted))
    row = {"name": TIERS, "value": value, "changed": int(clock.now())}
    statement = store.insert(monitoring_choice)
    later = {field: statement.excluded[field] for field in ("value", "changed")}
    statement = statement.on_conflict_do_update(index_elements=["name"], set_=later)
    async with store.writing() as tx:
        await tx.execute(statement, row)
    return wanted


async def of_account(store: Store, connection_id: str) -> Learned:
    """What was learned last."""
    async with store.reading() as tx:
        value = await tx.scalar(NEWEST, {"owner": connection_id})
    return nothing(NOTHING_YET) if value is None else msgspec.convert(value, Learned, strict=False)


async def model(tx: AsyncConnection, connection_id: str) -> Model:
    """What orders are scored by."""
    value = await tx.scalar(NEWEST, {"owner": connection_id})
    if value is None:
        return nothing(NOTHING_YET).model
    return msgspec.convert(value["model"], Model, strict=False)


async def days(store: Store, connection_id: str) -> list[LearnedDay]:
    """The newest first."""
    query = _of(connection_id).add_columns(risk_learned.c.day)
    async with store.reading() as tx:
        rows = (await tx.execute(query)).all()
    return [_day(day, msgspec.convert(value, Learned, strict=False)) for value, day in rows]


async def learned_on(store: Store) -> dict[str, str]:
    """The last day that something was learned on, by account."""
    query = select(risk_learned.c.connection_id, func.max(risk_learned.c.day))
    async with store.reading() as tx:
        return dict((await tx.execute(query.group_by(risk_learned.c.connection_id))).all())


async def learn(store: Store, clock: Clock, connection_id: str) -> Learned:
    """Look at what became of the account's orders, and keep what they teach. The work is done in a
    thread, for it may take a while."""
    newest = (
        tries()
        .where(attempt.c.connection_id == connection_id)
        .order_by(attempt.c.created.desc(), attempt.c.id.desc())
        .limit(LOOKED_AT)
    )
    async with store.reading() as tx:
        async with tx.stream(newest.execution_options(yield_per=AT_ONCE)) as found:
            rows = [tried(dict(row)) async for row in found.mappings()]
        known = {row.attempt: int(row.at) for row in await tx.execute(bad(connection_id))}
        borders = await tiers(tx)
    rows.reverse()
    now = int(clock.now())
    told = await asyncio.to_thread(learned, rows, known, now, borders)
    await _keep(store, connection_id, now, told)
    return told


async def _keep(store: Store, connection_id: str, now: int, told: Learned) -> None:
    """Once a day: what was learned later that day takes its place."""
    row = {"connection_id": connection_id, "day": day_of(now), "at": now}
    row["learned"] = msgspec.to_builtins(told)
    statement = store.insert(risk_learned)
    later = {field: statement.excluded[field] for field in ("at", "learned")}
    statement = statement.on_conflict_do_update(index_elements=["connection_id", "day"], set_=later)
    mine = risk_learned.c.connection_id == connection_id
    old = (risk_learned.c.day < day_of(now - DAYS_KEPT * 86_400)) & mine
    async with store.writing() as tx:
        await tx.execute(statement, row)
        await tx.execute(delete(risk_learned).where(old))


def day_of(moment: float) -> str:
    """In UTC."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def _of(connection_id: str) -> Select[dict[str, object]]:
    mine = risk_learned.c.connection_id == connection_id
    return select(risk_learned.c.learned).where(mine).order_by(risk_learned.c.day.desc())


def _day(day: str, told: Learned) -> LearnedDay:
    found: Measured | None = told.own if told.used else told.general
    return LearnedDay(
        day=day,
        used=told.used,
        orders=told.model.orders,
        bad=told.model.bad,
        measured=None if found is None else _short(found),
    )


def _short(found: Measured) -> MeasuredShort:
    return MeasuredShort(**{name: getattr(found, name) for name in MeasuredShort.__struct_fields__})
