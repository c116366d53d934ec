"""Anomalies as a person sees them: alerts without a rule, with all that is told of them."""

from typing import Any, Final

import msgspec
from sqlalchemy import Select, and_, exists, or_, select

from tillwatch.features.monitoring.alerts.kept.found import RESOLVED, SNOOZED
from tillwatch.features.monitoring.anomalies.kept import KIND, Known
from tillwatch.kernel.eyes import Eyes
from tillwatch.store.engine import Store
from tillwatch.store.tables import alert, alert_read

STATES: Final = ("open", "unread", "snoozed", "resolved", "all")
KINDS: Final = ("declines", "silence", "drift")
OWN: Final = ("livemode", "known")
LISTED_MAX: Final = 1_000
"""More are not put in order by what they cost, nor written into a sheet: the latest are."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`person`: whose reading counts. `connections`: None for all. `kinds`, `severity`: all
    without. `since` and `until`: those that lasted at some moment between. `words`: all of which
    stand in title or sentence. `before`: the last of the page before, by (found, id)."""

    person: str
    now: int
    state: str = "all"
    connections: tuple[str, ...] | None = None
    kinds: tuple[str, ...] = ()
    severity: str | None = None
    since: int | None = None
    until: int | None = None
    words: tuple[str, ...] = ()
    before: tuple[int, str] | None = None
    limit: int = 25


class Anomaly(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: open, snoozed (until `state_until`) or resolved."""

    id: str
    connection_id: str
    at: int
    since: int
    until: int | None
    severity: str
    state: str
    state_until: int | None
    title: str
    sentence: str
    link: str | None
    read: bool
    livemode: bool
    known: Known


async def listed(store: Store, asked: Asked, eyes: Eyes) -> list[Anomaly]:
    """The latest found first; one more than `limit` where there are more."""
    mine = alert_read.c.alert_id == alert.c.id, alert_read.c.person_id == asked.person
    query = select(alert, exists().where(*mine).label("read")).where(
        alert.c.rule_id.is_(None), alert.c.cause.startswith(f"{KIND}:", autoescape=True)
    )
    for some in (eyes.connections, asked.connections):
        if some is not None:
            query = query.where(alert.c.connection_id.in_(sorted(some)))
    query = _narrowed(_in_state(query, asked, exists().where(*mine)), asked)
    if asked.before is not None:
        at, id_ = asked.before
        query = query.where(or_(alert.c.at < at, and_(alert.c.at == at, alert.c.id < id_)))
    query = query.order_by(alert.c.at.desc(), alert.c.id.desc()).limit(asked.limit + 1)
    async with store.reading() as tx:
        return [_anomaly(row) for row in await tx.execute(query)]


def _in_state(query: Select[Any], asked: Asked, read: Any) -> Select[Any]:
    snoozed = and_(alert.c.state == SNOOZED, alert.c.state_until > asked.now)
    match asked.state:
        case "open":
            return query.where(alert.c.state != RESOLVED, ~snoozed)
        case "unread":
            return query.where(alert.c.state != RESOLVED, ~snoozed, ~read)
        case "snoozed":
            return query.where(snoozed)
        case "resolved":
            return query.where(alert.c.state == RESOLVED)
        case _:
            return query


def _narrowed(query: Select[Any], asked: Asked) -> Select[Any]:
    if asked.kinds:
        query = query.where(or_(*(alert.c.cause.contains(f":{one}:") for one in asked.kinds)))
    if asked.severity is not None:
        query = query.where(alert.c.severity == asked.severity)
    if asked.since is not None:
        query = query.where(or_(alert.c.until.is_(None), alert.c.until >= asked.since))
    if asked.until is not None:
        query = query.where(alert.c.since < asked.until)
    for word in asked.words:
        there = (c.icontains(word, autoescape=True) for c in (alert.c.title, alert.c.sentence))
        query = query.where(or_(*there))
    return query


def _anomaly(row: Any) -> Anomaly:
    told = {name: getattr(row, name) for name in Anomaly.__struct_fields__ if name not in OWN}
    known = msgspec.convert(row.figures, Known)
    return Anomaly(**told, livemode=bool(row.figures["livemode"]), known=known)
