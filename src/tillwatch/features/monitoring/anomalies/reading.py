"""Asks the lake for what is watched: what was in the last eight weeks, counted, and the tries of
the last day one by one."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, FromClause, Label, Select, and_, func, literal, or_, select

from tillwatch.features.monitoring.anomalies.noticing import usual
from tillwatch.features.monitoring.anomalies.noticing.tries import (
    ALL,
    DIMENSIONS,
    FAILED,
    Slice,
    Try,
)
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, HOUR, Usual
from tillwatch.kernel.times import Period
from tillwatch.lake import sql
from tillwatch.lake.asking import Build, Lake
from tillwatch.lake.facts import Source

TRIES_MAX: Final = 200_000
"""Read one by one; of more, the newest."""
DRIFTS: Final = ("scheme", "issuer_country", "card_type", "entry_mode", "method", "issuer")
"""What slow changes are looked for in, and in all together."""
VALUES_MAX: Final = 5_000
SETTLED: Final = (*FAILED, "approved")
WEEK: Final = 7 * DAY


async def known_usual(
    lake: Lake, connection_id: str, now: int, incidents: Sequence[Period]
) -> Usual | None:
    """What is usual, of the eight weeks up to the hour, without the hours of incidents; None where
    there is too little."""
    end = now - now % HOUR
    span = Period(end - usual.WEEKS * 7 * DAY, end)
    asked = _Asked(connection_id, span, tuple(incidents))
    hours = {int(hour): int(count) for hour, count in await rows(lake, asked.hours)}
    first = min(hours, default=end // HOUR)
    if not usual.enough((end // HOUR - first) // 24, sum(hours.values())):
        return None
    totals: dict[Slice, tuple[int, int]] = {}
    for paid, failed in await rows(lake, asked.whole):
        totals[ALL] = (int(paid), int(failed))
    for name in DIMENSIONS:
        for value, paid, failed in await rows(lake, asked.by(name)):
            totals[name, value] = (int(paid), int(failed))
    left_out = {h for p in incidents for h in range(p.start // HOUR, p.end // HOUR + 1)}
    return Usual(
        week=usual.week(hours, range(first, end // HOUR), left_out),
        totals=totals,
        orders={
            currency: (int(amount), int(count))
            for currency, amount, count in await rows(lake, asked.orders)
        },
    )


async def is_enough(lake: Lake, connection_id: str, now: int) -> bool:
    """Whether there is history enough to say what is usual."""
    end = now - now % HOUR
    asked = _Asked(connection_id, Period(end - usual.WEEKS * 7 * DAY, end), ())
    hours = {int(hour): int(count) for hour, count in await rows(lake, asked.hours)}
    first = min(hours, default=end // HOUR)
    return usual.enough((end // HOUR - first) // 24, sum(hours.values()))


async def days(
    lake: Lake, connection_id: str, period: Period, incidents: Sequence[Period]
) -> dict[Slice, list[tuple[int, int]]]:
    """(failed, payments) of each day, for all and by slice, without the hours of incidents. What
    failed counts each card once in seven days."""
    asked = _Asked(connection_id, period, tuple(incidents))
    first, count = period.start // DAY, period.end // DAY - period.start // DAY
    found: dict[Slice, list[tuple[int, int]]] = {}
    for name in (None, *DRIFTS):
        lost = {
            (value, int(day)): int(cards)
            for day, value, cards in await rows(lake, asked.lost(name))
        }
        for day, value, paid in await rows(lake, asked.days(name)):
            piece = (name, value) if name is not None else ALL
            of_day = (lost.get((value, int(day)), 0), int(paid))
            found.setdefault(piece, [(0, 0)] * count)[int(day) - first] = of_day
    return found


async def tries(lake: Lake, connection_id: str, period: Period) -> list[Try]:
    """In order of time."""

    def build(source: Source) -> Select[Any]:
        fact = source.fact("attempt")
        columns = [fact.c[name] for name in DIMENSIONS]
        return (
            select(fact.c.created, payment(fact), fact.c.outcome, fact.c.amount, fact.c.currency)
            .add_columns(*columns, fact.c.card_fingerprint, fact.c.customer)
            .where(within(fact, connection_id, period))
            .order_by(fact.c.created.desc(), fact.c.id)
            .limit(TRIES_MAX)
        )

    found = await rows(lake, build)
    return [
        Try(int(at), paid, outcome in FAILED, int(amount), currency, tuple(values), card, customer)
        for at, paid, outcome, amount, currency, *values, card, customer in reversed(found)
    ]


async def count(lake: Lake, connection_id: str, period: Period) -> int:
    """How many tries there are in it."""

    def build(source: Source) -> Select[Any]:
        fact = source.fact("attempt")
        return select(func.count()).select_from(fact).where(within(fact, connection_id, period))

    return int((await lake.ask(build)).rows[0][0])


class _Asked(msgspec.Struct, frozen=True):
    """The statements over the weeks before."""

    connection_id: str
    span: Period
    incidents: tuple[Period, ...]

    def hours(self, source: Source) -> Select[Any]:
        fact = source.fact("attempt")
        hour = sql.whole(fact.c.created, HOUR).label("hour")
        return self._where(select(hour, sql.distinct(payment(fact), None)), fact).group_by("hour")

    def whole(self, source: Source) -> Select[Any]:
        fact = source.fact("attempt")
        return self._where(select(*_counts(fact)), fact)

    def by(self, name: str) -> Build:
        def build(source: Source) -> Select[Any]:
            fact = source.fact("attempt")
            value = fact.c[name].label("value")
            query = self._where(select(value, *_counts(fact)), fact).where(value.is_not(None))
            return (
                query.group_by("value")
                .order_by(sql.distinct(payment(fact), None).desc())
                .limit(VALUES_MAX)
            )

        return build

    def days(self, name: str | None) -> Build:
        def build(source: Source) -> Select[Any]:
            fact = source.fact("attempt")
            day = sql.whole(fact.c.created, DAY).label("day")
            value = _value(fact, name)
            query = self._where(select(day, value, sql.distinct(payment(fact), None)), fact)
            return query.where(value.is_not(None)).group_by("day", "value").limit(TRIES_MAX)

        return build

    def lost(self, name: str | None) -> Build:
        """Cards that failed, on the first day of each week of the span on which they did."""

        def build(source: Source) -> Select[Any]:
            fact = source.fact("attempt")
            value = _value(fact, name)
            card = func.coalesce(fact.c.card_fingerprint, fact.c.customer, payment(fact))
            week = sql.whole(fact.c.created - self.span.start, WEEK).label("week")
            first = func.min(sql.whole(fact.c.created, DAY)).label("day")
            query = self._where(select(value, card.label("card"), week, first), fact)
            cards = (
                query.where(value.is_not(None), fact.c.outcome.in_(FAILED))
                .group_by("value", "card", "week")
                .subquery()
            )
            return (
                select(cards.c.day, cards.c.value, func.count())
                .group_by(cards.c.day, cards.c.value)
                .limit(TRIES_MAX)
            )

        return build

    def orders(self, source: Source) -> Select[Any]:
        fact = source.fact("attempt")
        sums = (sql.total(fact.c.amount, None), sql.count(None))
        query = self._where(select(fact.c.currency, *sums).select_from(fact), fact)
        return query.where(fact.c.outcome == "approved").group_by(fact.c.currency)

    def _where(self, query: Select[Any], fact: FromClause) -> Select[Any]:
        tests = [
            or_(fact.c.created < one.start - one.start % HOUR, fact.c.created > one.end)
            for one in self.incidents
        ]
        return query.where(within(fact, self.connection_id, self.span), *tests)


def _value(fact: FromClause, name: str | None) -> Label[Any]:
    return (fact.c[name] if name is not None else literal("")).label("value")


def _counts(fact: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    paid = payment(fact)
    return (
        sql.distinct(paid, None).label("paid"),
        sql.distinct(paid, fact.c.outcome.in_(FAILED)).label("failed"),
    )


def payment(fact: FromClause) -> ColumnElement[Any]:
    """What a try is counted as: its payment, or itself."""
    return func.coalesce(fact.c.payment, fact.c.id)


def within(fact: FromClause, connection_id: str, period: Period) -> ColumnElement[bool]:
    """The tries that are looked at."""
    return and_(
        fact.c.connection_id == connection_id,
        fact.c.created >= period.start,
        fact.c.created < period.end,
        fact.c.amount > 0,
        fact.c.outcome.in_(SETTLED),
    )


async def rows(lake: Lake, build: Build) -> list[tuple[Any, ...]]:
    """As the lake answers."""
    return (await lake.ask(build)).rows
