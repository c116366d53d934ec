"""Cards that end soon, of customers who are charged again after that.

One finding a month of the calendar in which cards end, from so many days before that month is over
(a rule's `days`) until it is. Whose they are is a list that is asked anew when somebody opens it.
"""

from datetime import UTC, datetime

from sqlalchemy import func, select

from tillwatch.features.monitoring.alerts.detecting.seen import Seen
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.kernel.times import DAY
from tillwatch.ledger.questions.finding import cards
from tillwatch.store.tables import LEDGER

subscription = LEDGER["subscription"]


async def detect(seen: Seen) -> list[Finding]:
    now, ahead_s = seen.period.end, seen.parameters["days"] * DAY
    first, last = _month(now), _month(now + ahead_s)
    found = []
    for number, (people, agreed) in sorted((await _ending(seen, first, last)).items()):
        over = _end(number)
        if over <= now + ahead_s:
            found.append(_told(seen, number, people, agreed, over - ahead_s))
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


def _told(seen: Seen, number: int, people: int, agreed: int, since: int) -> Finding:
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
    )


def _month(moment: int) -> int:
    told = datetime.fromtimestamp(moment, UTC)
    return cards.month(told.year, told.month)


def _end(number: int) -> int:
    """When the month is over."""
    after = number + 1
    day = datetime(after // cards.MONTHS, after % cards.MONTHS + 1, 1, tzinfo=UTC)
    return int(day.timestamp())
