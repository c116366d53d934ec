"""Stolen cards that somebody tests: many different ones fail within an hour, in their own way.

A bank that is down makes many cards fail as well, and so does a campaign. What tells testing from
both is one of three marks: nearly all cards that try *small* amounts fail; *one customer* tries
many cards; or half of all cards fail, most because what was typed is *wrong* (number, security
code, date) or the card is reported stolen. Failures that say nothing of the card (`DOWN`) and
renewals are left out, and there must be four times as many as in the same hour of the last weeks.

Hours are counted first, over all the time; one by one only tries of hours that stand out are read.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, FromClause, and_, func, not_, or_, select

from tillwatch.features.monitoring.alerts.detecting.seen import Seen, money
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.features.monitoring.alerts.judging.tested import Episode, Marked, Shot, episodes
from tillwatch.features.monitoring.answering.hardness import DOWN
from tillwatch.kernel.times import DAY, Period, rfc3339
from tillwatch.lake import sql
from tillwatch.lake.facts import Source

HOUR: Final = 3600
WEEKS: Final = 4
WEEK: Final = 7 * 24
FAILED: Final = ("declined", "blocked", "invalid", "unauthenticated")
ROWS_MAX: Final = 100_000
LISTED: Final = 20


async def detect(seen: Seen) -> list[Finding]:
    start = seen.period.start // HOUR * HOUR
    span = Period(start - WEEKS * 7 * DAY - HOUR, seen.period.end)
    answer = await seen.lake.ask(lambda source: _hours(source, seen.account.id, span))
    hours = {int(hour): int(cards) for hour, cards in answer.rows}
    cards = seen.parameters["cards"]
    spans = standing_out(hours, start // HOUR - 1, seen.period.end // HOUR, cards)
    if not spans:
        return []
    answer = await seen.lake.ask(lambda source: _orders(source, seen.account.id, span))
    orders = {currency: int(amount) // int(count) for currency, amount, count in answer.rows}
    shots: list[Shot] = []
    for some in spans:
        until = Period(some.start, min(some.end, seen.period.end + 1))
        answer = await seen.lake.ask(partial(_tries, connection_id=seen.account.id, span=until))
        shots += [_shot(row) for row in answer.rows]
    found = episodes(shots, cards, lambda at: usual(hours, at), orders, seen.period.end)
    return [_told(seen, one, orders) for one in found if one.last > seen.period.start]


def standing_out(hours: Mapping[int, int], first: int, last: int, least: int) -> list[Period]:
    """Where an hour can hold as many as it takes, each with the hour before and after."""
    some: set[int] = set()
    for hour in range(first, last + 1):
        both = hours.get(hour, 0) + hours.get(hour + 1, 0)
        if both >= least and both >= min(_of_weeks(hours, hour), _of_weeks(hours, hour + 1)):
            some |= {hour, hour + 1}
    joined: list[Period] = []
    for hour in sorted(some):
        if joined and joined[-1].end == hour * HOUR:
            joined[-1] = Period(joined[-1].start, (hour + 1) * HOUR)
        else:
            joined.append(Period(hour * HOUR, (hour + 1) * HOUR))
    return joined


def usual(hours: Mapping[int, int], at: int) -> int:
    """How many cards failed in the same hour of each of the last four weeks, together."""
    return max(_of_weeks(hours, at // HOUR), _of_weeks(hours, (at - HOUR + 1) // HOUR))


def _of_weeks(hours: Mapping[int, int], hour: int) -> int:
    return sum(hours.get(hour - week * WEEK, 0) for week in range(1, WEEKS + 1))


def _judged(fact: FromClause, connection_id: str, span: Period) -> ColumnElement[bool]:
    c = fact.c
    return and_(
        c.connection_id == connection_id,
        c.created >= span.start,
        c.created < span.end,
        c.amount > 0,
        c.outcome.in_((*FAILED, "approved")),
        or_(c.entry_mode.is_(None), c.entry_mode != "recurring"),
        or_(c.reason_code.is_(None), not_(c.reason_code.in_(DOWN))),
    )


def _card(fact: FromClause) -> ColumnElement[Any]:
    return func.coalesce(fact.c.card_fingerprint, fact.c.payment, fact.c.id)


def _hours(source: Source, connection_id: str, span: Period) -> Any:
    fact = source.fact("attempt")
    hour = sql.whole(fact.c.created, HOUR).label("hour")
    judged = _judged(fact, connection_id, span)
    query = select(hour, sql.distinct(_card(fact), None)).where(judged)
    return query.where(fact.c.outcome.in_(FAILED)).group_by("hour")


def _orders(source: Source, connection_id: str, span: Period) -> Any:
    fact = source.fact("attempt")
    return (
        select(fact.c.currency, sql.total(fact.c.amount, None), sql.count(None))
        .select_from(fact)
        .where(_judged(fact, connection_id, span), fact.c.outcome == "approved")
        .group_by(fact.c.currency)
    )


def _tries(source: Source, connection_id: str, span: Period) -> Any:
    fact = source.fact("attempt")
    c = fact.c
    failed = c.outcome.in_(FAILED)
    return (
        select(c.created, c.payment, _card(fact), c.customer, failed, c.amount, c.currency)
        .add_columns(c.reason_code, c.bin)
        .where(_judged(fact, connection_id, span))
        .order_by(c.created, c.id)
        .limit(ROWS_MAX)
    )


def _shot(row: tuple[Any, ...]) -> Shot:
    at, payment, card, customer, failed, amount, currency, reason, digits = row
    return Shot(
        int(at), payment, card, customer, bool(failed), int(amount), currency, reason, digits
    )


def _told(seen: Seen, one: Episode, orders: Mapping[str, int]) -> Finding:
    finding = seen.finding(
        "card_testing",
        one.since,
        sentence(one.marked, orders),
        "Somebody may be testing stolen cards",
        lasts=one.until is None,
        mark=one.marked.mark,
        cards=one.marked.failed,
        first_digits=list(one.marked.bins),
        payments=_payments(one.marked.tries),
        window={"start": rfc3339(one.since), "end": rfc3339(one.last)},
    )
    return msgspec.structs.replace(finding, until=one.until, seen=one.seen)


def _payments(tries: Sequence[Shot]) -> list[str]:
    found = dict.fromkeys(one.payment for one in tries if one.failed and one.payment)
    return list(found)[:LISTED]


def sentence(told: Marked, orders: Mapping[str, int]) -> str:
    """“9 of 10 cards that tried small amounts failed within an hour: 1.02 to 2.97 USD each, where
    an average sale is 54.10 USD. …”"""
    amounts = [one.amount for one in told.tries if one.failed and one.currency == told.currency]
    least, most = (money(one, told.currency) for one in (min(amounts), max(amounts)))
    range_ = f"{least} to {most}" if least != most else least
    match told.mark:
        case "small":
            order = money(orders[told.currency], told.currency)
            said = f"{told.failed:,} of {told.cards:,} cards that tried small amounts failed"
            why = f"{range_} each, where an average sale is {order}"
        case "one_customer":
            said = f"One customer tried {told.cards:,} different cards, {told.failed:,} failed"
            why = range_
        case _:
            said = f"{told.failed:,} of {told.cards:,} cards failed"
            why = "most because the number, the code or the date was wrong, or the card is stolen"
    bins = f" First digits most often: {', '.join(told.bins)}." if told.bins else ""
    times = told.usual / WEEKS
    before = "fewer than 1" if times < 1 else f"about {times:.0f}"
    return f"{said} within an hour: {why}. Usually {before} {'do' if times >= 2 else 'does'}.{bins}"
