"""Cards that end soon, of customers who are charged again after that.

One finding a month of the calendar in which cards end, from so many days before that month is over
(a rule's `days`) until it is. It names whose they are, the next to be charged first; all of them
are a list that is asked anew when somebody opens it.
"""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import func, select

from tillwatch.features.monitoring.alerts.detecting.seen import Seen
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.kernel.times import DAY, rfc3339
from tillwatch.ledger.questions.finding import cards
from tillwatch.store.tables import LEDGER

subscription = LEDGER["subscription"]
LISTED: Final = 20


async def detect(seen: Seen) -> list[Finding]:
    now, ahead_s = seen.period.end, seen.parameters["days"] * DAY
    first, last = _month(now), _month(now + ahead_s)
    found = []
    for number, (people, agreed) in sorted((await _ending(seen, first, last)).items()):
        over = _end(number)
        if over <= now + ahead_s:
            whose = await _whose(seen, number)
            found.append(_told(seen, number, (people, agreed), over - ahead_s, whose))
    return found


async def _ending(seen: Seen, first: int, last: int) -> dict[int, tuple[int, int]]:
    """By month: how many customers, and how many subscriptions of theirs."""
    ends = cards.last_month(subscription).label("ends")
    rows = (
        select(ends, subscription.c.customer)
        .where(subscription.c.connection_id == seen.account.id, cards.goes_on(subscription))
        .subquery()
    )
    query = (
        select(rows.c.ends, func.count(rows.c.customer.distinct()), func.count())
        .where(rows.c.ends >= first, rows.c.ends <= last)
        .group_by(rows.c.ends)
    )
    async with seen.store.reading() as tx:
        return {int(row[0]): (row[1], row[2]) for row in await tx.execute(query)}


async def _whose(seen: Seen, number: int) -> list[dict[str, str | None]]:
    """The subscriptions, the next to be charged first. Ids alone: names may be hidden from whoever
    reads an alert."""
    due = subscription.c.current_period_end
    query = (
        select(subscription.c.id, subscription.c.customer, due)
        .where(
            subscription.c.connection_id == seen.account.id,
            cards.goes_on(subscription),
            cards.last_month(subscription) == number,
        )
        .order_by(due.is_(None), due, subscription.c.id)
        .limit(LISTED)
    )
    async with seen.store.reading() as tx:
        rows = (await tx.execute(query)).all()
    return [
        {"subscription": id_, "customer": customer, "due": rfc3339(at) if at else None}
        for id_, customer, at in rows
    ]


def _told(
    seen: Seen,
    number: int,
    counted: tuple[int, int],
    since: int,
    whose: list[dict[str, str | None]],
) -> Finding:
    people, agreed = counted
    when = datetime(number // cards.MONTHS, number % cards.MONTHS + 1, 1, tzinfo=UTC)
    one = people == 1
    who = "1 customer pays with a card" if one else f"{people:,} customers pay with cards"
    many = f" ({agreed:,} subscriptions)" if agreed > people else ""
    said = (
        f"{who} that {'ends' if one else 'end'} with {when:%B %Y}, and will be charged after that"
        f"{many}. Banks renew many cards by themselves; ask the others for a new one."
    )
    title = f"Cards end with {when:%B %Y}"
    return seen.finding(
        f"cards:{cards.written(number)}",
        since,
        said,
        title,
        lasts=True,
        card_ends=cards.written(number),
        customers=people,
        subscriptions=whose,
    )


def _month(moment: int) -> int:
    told = datetime.fromtimestamp(moment, UTC)
    return cards.month(told.year, told.month)


def _end(number: int) -> int:
    """When the month is over."""
    after = number + 1
    day = datetime(after // cards.MONTHS, after % cards.MONTHS + 1, 1, tzinfo=UTC)
    return int(day.timestamp())
