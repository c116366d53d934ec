"""How much a rule is worth: how often it fired, and what people did about it.

Alerts are counted by when they were told: one of the night by the end of its quiet hours.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import and_, case, exists, func, select

from tillwatch.kernel.times import DAY
from tillwatch.lake.sql import whole
from tillwatch.store.engine import Store
from tillwatch.store.tables import alert, alert_read

WEEKS: Final = 12
LATELY_S: Final = 30 * DAY


SUMS: Final = (
    *("fired", "read", "resolved", "snoozed", "ignored"),
    *("lately", "lately_quiet", "lately_mine"),
)


class Noise(msgspec.Struct, frozen=True, kw_only=True):
    """Of the last 12 weeks. `ignored`: nobody read, snoozed or resolved it. `by_week`: how many,
    the oldest week first. `lately`: of the last 30 days; `lately_quiet`: those of them that waited
    for quiet hours to end; `lately_mine`: those that whoever asks read."""

    fired: int = 0
    read: int = 0
    resolved: int = 0
    snoozed: int = 0
    ignored: int = 0
    last: int | None = None
    lately: int = 0
    lately_quiet: int = 0
    lately_mine: int = 0
    by_week: tuple[int, ...] = (0,) * WEEKS


async def noise(store: Store, now: int, person: str) -> Mapping[str, Noise]:
    """By rule; only of those that fired. `person`: who asks."""
    since = now - WEEKS * 7 * DAY
    of_it = alert_read.c.alert_id == alert.c.id
    was_read, by_me = exists().where(of_it), exists().where(of_it, alert_read.c.person_id == person)
    is_late = alert.c.at > now - LATELY_S
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
            func.count(case((is_late, 1))).label("lately"),
            func.count(case((and_(is_late, alert.c.seen.is_not(None)), 1))).label("lately_quiet"),
            func.count(case((and_(is_late, by_me), 1))).label("lately_mine"),
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
    sums = {name: getattr(to, name) + getattr(row, name) for name in SUMS}
    return Noise(**sums, last=max(to.last or 0, row.last), by_week=tuple(weeks))
