"""How much a rule is worth: how often it fired, and what people did about it."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import and_, case, exists, func, select

from tillwatch.kernel.times import DAY
from tillwatch.lake.sql import whole
from tillwatch.store.engine import Store
from tillwatch.store.tables import alert, alert_read

WEEKS: Final = 12


class Noise(msgspec.Struct, frozen=True, kw_only=True):
    """Of the last 12 weeks. `ignored`: nobody read, snoozed or resolved it. `by_week`: how many,
    the oldest week first."""

    fired: int = 0
    read: int = 0
    resolved: int = 0
    snoozed: int = 0
    ignored: int = 0
    last: int | None = None
    by_week: tuple[int, ...] = (0,) * WEEKS


async def noise(store: Store, now: int) -> Mapping[str, Noise]:
    """By rule; only of those that fired."""
    since = now - WEEKS * 7 * DAY
    was_read = exists().where(alert_read.c.alert_id == alert.c.id)
    untouched = and_(~was_read, alert.c.state == "open")
    query = (
        select(
            alert.c.rule_id,
            whole(alert.c.at - since, 7 * DAY).label("week"),
            func.count().label("fired"),
            func.count(case((was_read, 1))).label("read"),
            func.count(case((alert.c.state == "resolved", 1))).label("resolved"),
            func.count(case((alert.c.state == "snoozed", 1))).label("snoozed"),
            func.count(case((untouched, 1))).label("ignored"),
            func.max(alert.c.at).label("last"),
        )
        .where(alert.c.at > since, alert.c.at <= now, alert.c.rule_id.is_not(None))
        .group_by(alert.c.rule_id, "week")
    )
    found: dict[str, Noise] = {}
    async with store.reading() as tx:
        for row in await tx.execute(query):
            found[row.rule_id] = _added(found.get(row.rule_id, Noise()), row)
    return found


def _added(to: Noise, row: Any) -> Noise:
    weeks = list(to.by_week)
    place = min(int(row.week), WEEKS - 1)
    weeks[place] += row.fired
    sums = {
        name: getattr(to, name) + getattr(row, name)
        for name in ("fired", "read", "resolved", "snoozed", "ignored")
    }
    return Noise(**sums, last=max(to.last or 0, row.last), by_week=tuple(weeks))
