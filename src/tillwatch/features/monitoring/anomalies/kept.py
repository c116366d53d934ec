"""Incidents in the store: alerts without a rule, and how far each account was looked at.

An alert's cause names the account, the kind of incident and its first moment, so that an incident
that is looked at again is the same alert. What people do with it (read, snooze, resolve) is what
they do with every alert.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, delete, exists, or_, select, update

from tillwatch.features.monitoring.anomalies import saying, sensing
from tillwatch.features.monitoring.anomalies.explain import Explained
from tillwatch.features.monitoring.anomalies.impact import Impact
from tillwatch.features.monitoring.anomalies.noticing.drift import Drift
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY
from tillwatch.features.monitoring.anomalies.noticing.watch import Incident
from tillwatch.kernel import ids
from tillwatch.store.engine import Store
from tillwatch.store.tables import alert, alert_read, monitoring_choice

KIND: Final = "anomaly"
PREFIX: Final = "alr"
LATEST: Final = 60
"""Incidents that are left out of what is usual: more than two months have."""
WINDOWED: Final = ("declines", "silence")
"""Kinds that are judged again when time passes again; slow changes are judged once a day."""
SNOOZED: Final = "snoozed"
OLD_S: Final = 7 * DAY
"""What was over so long ago when it was found is kept as resolved."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """An incident with all that is told of it. `explained`: of failed payments; `drift`: of a slow
    change that goes on."""

    incident: Incident
    explained: Explained | None
    impacts: tuple[Impact, ...]
    drift: Drift | None = None


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """From when up to when an account was looked at, and how much it took then until something was
    told."""

    since: int
    until: int
    sensitivity: str = sensing.USUAL


def cause(account_id: str, incident: Incident) -> str:
    return f"{KIND}:{account_id}:{incident.kind}:{incident.since}"


async def latest(store: Store, account_id: str) -> list[Incident]:
    """The latest of an account, the newest last."""
    query = (
        select(alert.c.figures)
        .where(
            alert.c.rule_id.is_(None),
            alert.c.connection_id == account_id,
            alert.c.cause.startswith(f"{KIND}:{account_id}:", autoescape=True),
        )
        .order_by(alert.c.since.desc())
        .limit(LATEST)
    )
    async with store.reading() as tx:
        found = [row.figures for row in await tx.execute(query)]
    return [msgspec.convert(one["incident"], Incident) for one in reversed(found)]


async def reached(store: Store, account_id: str) -> Reached | None:
    """Up to when an account was looked at, and how; None: never."""
    query = select(monitoring_choice.c.value).where(monitoring_choice.c.name == _name(account_id))
    async with store.reading() as tx:
        value: dict[str, Any] | None = (await tx.execute(query)).scalar()
    return msgspec.convert(value, Reached) if value is not None else None


async def keep(
    store: Store,
    account_id: str,
    mode: str,
    known: Sequence[Known],
    reached: Reached,
    *,
    anew: int | None = None,
) -> int:
    """What was found and how far that reaches, together; how many are new. `anew`: all since then
    was judged again, and what nobody has read and was not found this time goes."""
    until = reached.until

    def work(tx: Connection) -> int:
        some = known if anew is None else _instead(tx, account_id, known, anew)
        added = sum(_keep(store, tx, account_id, mode, one, until) for one in some)
        value = msgspec.to_builtins(reached)
        row = {"name": _name(account_id), "value": value, "changed": until}
        insert = store.insert(monitoring_choice).values(row)
        again = {"value": insert.excluded.value, "changed": insert.excluded.changed}
        tx.execute(insert.on_conflict_do_update(index_elements=["name"], set_=again))
        return added

    return await store.write(work)


def _instead(
    tx: Connection, account_id: str, known: Sequence[Known], since: int
) -> Sequence[Known]:
    """Takes away what was found before and by nobody touched; leaves out what somebody has dealt
    with under another beginning."""
    read = exists().where(alert_read.c.alert_id == alert.c.id)
    mine = (
        alert.c.rule_id.is_(None),
        alert.c.connection_id == account_id,
        alert.c.since >= since,
    )
    begun = [alert.c.cause.startswith(f"{KIND}:{account_id}:{kind}:") for kind in WINDOWED]
    found = {cause(account_id, one.incident) for one in known}
    tx.execute(
        delete(alert).where(
            *mine, or_(*begun), ~read, alert.c.state != SNOOZED, ~alert.c.cause.in_(found)
        )
    )
    left = select(alert.c.figures).where(*mine, or_(*begun), ~alert.c.cause.in_(found))
    there = [msgspec.convert(row.figures["incident"], Incident) for row in tx.execute(left)]
    return [one for one in known if not any(_overlap(one.incident, old) for old in there)]


def _overlap(one: Incident, other: Incident) -> bool:
    return one.kind == other.kind and one.since <= other.until and other.since <= one.until


def _keep(store: Store, tx: Connection, account_id: str, mode: str, known: Known, now: int) -> int:
    incident = known.incident
    told: dict[str, Any] = {
        "until": incident.until if incident.over else None,
        "severity": saying.severity(incident, known.explained),
        "title": saying.title(incident, known.explained),
        "sentence": saying.sentence(incident, known.explained, known.impacts, known.drift),
        "figures": {
            "kind": KIND,
            "livemode": mode == "live",
            **msgspec.to_builtins(known),
        },
        "link": saying.link(incident, known.explained),
    }
    key = cause(account_id, incident)
    old = incident.over and now - incident.until > OLD_S
    row = {
        "id": ids.new(PREFIX),
        "rule_id": None,
        "cause": key,
        "connection_id": account_id,
        "at": incident.found_at,
        "since": incident.since,
        "state": "resolved" if old else "open",
        "state_until": None,
        **told,
    }
    added = tx.execute(store.insert(alert).on_conflict_do_nothing(), row).rowcount
    if not added:
        tx.execute(update(alert).where(alert.c.cause == key).values(told))
    return int(added)


def _name(account_id: str) -> str:
    return f"anomalies:{account_id}"
