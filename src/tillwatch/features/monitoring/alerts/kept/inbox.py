"""Alerts as a person sees them: which wait for them, which they read, which are put off or done.

An alert waits for a person while it still is so, or while they have not read it; not when somebody
resolved it, and not while it is snoozed. One of several accounts is not shown to who may see only
some of them.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.alerts.kept.found import OPEN, RESOLVED, SNOOZED
from tillwatch.kernel import errors
from tillwatch.kernel.eyes import Eyes
from tillwatch.store.engine import Store
from tillwatch.store.tables import alert, alert_read, alert_rule

STATES: Final = ("waiting", "open", "snoozed", "resolved", "all")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`person`: whose reading counts. `connections`: of the mode one looks at; None: all. `q`: in
    what is said, or in the rule's name."""

    person: str
    now: int
    state: str = "waiting"
    connections: tuple[str, ...] | None = None
    rule_id: str | None = None
    severity: str | None = None
    unread: bool = False
    q: str | None = None
    before: tuple[int, str] | None = None
    limit: int = 25


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """`at`: when it was told; `state`: open, snoozed (until `state_until`) or resolved."""

    id: str
    rule_id: str | None
    connection_id: str | None
    at: int
    since: int
    until: int | None
    severity: str
    state: str
    state_until: int | None
    title: str
    sentence: str
    figures: dict[str, Any]
    link: str | None
    read: bool


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """`waiting`: for that person; `unread` and `critical`: of these."""

    waiting: int
    unread: int
    critical: int


async def listed(store: Store, asked: Asked, eyes: Eyes) -> list[Alert]:
    """Newest first; one more than `limit` where there are more."""
    query = _query(asked, eyes).where(*_state(asked))
    if asked.before is not None:
        at, id_ = asked.before
        query = query.where(or_(alert.c.at < at, and_(alert.c.at == at, alert.c.id < id_)))
    query = query.order_by(alert.c.at.desc(), alert.c.id.desc()).limit(asked.limit + 1)
    async with store.reading() as tx:
        return [_alert(row) for row in await tx.execute(query)]


async def one(store: Store, id_: str, asked: Asked, eyes: Eyes) -> Alert:
    """`NotFound` for one there is not."""
    query = _query(msgspec.structs.replace(asked, connections=None), eyes)
    async with store.reading() as tx:
        row = (await tx.execute(query.where(alert.c.id == id_))).first()
    if row is None:
        raise errors.NotFound(f"There is no alert {id_}", id="not found")
    return _alert(row)


async def counts(store: Store, asked: Asked, eyes: Eyes) -> Counts:
    """For the bell."""
    waiting = msgspec.structs.replace(asked, state="waiting")
    rows = _query(waiting, eyes).where(*_state(waiting)).subquery()
    unread = rows.c.read.is_(False)
    query = select(
        func.count(),
        func.count(case((unread, 1))),
        func.count(case((and_(unread, rows.c.severity == "critical"), 1))),
    ).select_from(rows)
    async with store.reading() as tx:
        found = (await tx.execute(query)).one()
    return Counts(waiting=found[0], unread=found[1], critical=found[2])


async def read(
    store: Store, tx: AsyncConnection, some: Sequence[str], person: str, now: int, *, is_read: bool
) -> None:
    """Mark as read, or as unread again."""
    if not is_read:
        mine = alert_read.c.alert_id.in_(some), alert_read.c.person_id == person
        await tx.execute(delete(alert_read).where(*mine))
        return
    rows = [{"alert_id": id_, "person_id": person, "at": now} for id_ in some]
    if rows:
        await tx.execute(store.insert(alert_read).on_conflict_do_nothing(), rows)


async def put(tx: AsyncConnection, id_: str, state: str, until: int | None) -> None:
    """open, snoozed until then, or resolved."""
    values = {"state": state, "state_until": until if state == SNOOZED else None}
    await tx.execute(update(alert).where(alert.c.id == id_).values(values))


def _is_read(person: str) -> ColumnElement[bool]:
    mine = alert_read.c.alert_id == alert.c.id, alert_read.c.person_id == person
    return exists().where(*mine)


def _query(asked: Asked, eyes: Eyes) -> Select[Any]:
    query = select(alert, _is_read(asked.person).label("read")).where(alert.c.at <= asked.now)
    if eyes.connections is not None:
        query = query.where(alert.c.connection_id.in_(eyes.connections))
    if asked.connections is not None:
        of_mode = alert.c.connection_id.in_(asked.connections)
        query = query.where(or_(of_mode, alert.c.connection_id.is_(None)))
    if asked.rule_id is not None:
        query = query.where(alert.c.rule_id == asked.rule_id)
    if asked.severity is not None:
        query = query.where(alert.c.severity == asked.severity)
    if asked.unread:
        query = query.where(~_is_read(asked.person))
    if asked.q:
        query = query.where(_says(asked.q))
    return query


def _says(text: str) -> ColumnElement[bool]:
    of_rule = select(alert_rule.c.id).where(_has(alert_rule.c.name, text))
    told = _has(alert.c.title, text), _has(alert.c.sentence, text)
    return or_(*told, alert.c.rule_id.in_(of_rule))


def _has(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return func.lower(column).contains(text.lower(), autoescape=True)


def _state(asked: Asked) -> list[ColumnElement[bool]]:
    snoozed = and_(alert.c.state == SNOOZED, alert.c.state_until > asked.now)
    is_open = and_(alert.c.state != RESOLVED, ~snoozed)
    match asked.state:
        case "waiting":
            return [is_open, or_(alert.c.until.is_(None), ~_is_read(asked.person))]
        case "open":
            return [is_open, alert.c.until.is_(None)]
        case "snoozed":
            return [snoozed]
        case "resolved":
            return [alert.c.state == RESOLVED]
        case _:
            return []


def _alert(row: Any) -> Alert:
    return Alert(**{name: getattr(row, name) for name in Alert.__struct_fields__})


__all__ = ["OPEN", "Alert", "Asked", "Counts", "counts", "listed", "one", "put", "read"]
