"""Dimensions and filters as expressions over the columns of a fact."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, Text, and_, case, cast, false, or_

from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.hardness import HARD, SOFT
from tillwatch.features.monitoring.answering.regions import REGIONS
from tillwatch.features.monitoring.asked import Filter
from tillwatch.features.monitoring.asked.question import RANGES
from tillwatch.features.monitoring.catalogue import DIMENSIONS, Dimension
from tillwatch.features.monitoring.catalogue.metric import Condition
from tillwatch.kernel import currencies
from tillwatch.lake import sql


class Columns:
    """Of one fact, in one zone; `ranges` are the borders of amounts in major units."""

    def __init__(self, fact: FromClause, clock: Clock, ranges: tuple[int, ...] = RANGES) -> None:
        self.fact = fact
        self._clock = clock
        self._ranges = ranges

    def dimension(self, slug: str) -> ColumnElement[Any]:
        dimension: Dimension = DIMENSIONS[slug]
        column = self.fact.c[dimension.column]
        match dimension.made:
            case "region":
                return case(
                    *((column.in_(codes), name) for name, codes in REGIONS.items()),
                    (column.is_not(None), "other"),
                )
            case "hardness":
                return case(
                    (column.in_(HARD), "hard"),
                    (column.in_(SOFT), "soft"),
                    (column.is_not(None), "unknown"),
                )
            case "amount_range":
                return self._range(column)
            case "hour":
                return cast(self._clock.hour_of_day(column), Text)
            case "weekday":
                return cast(self._clock.weekday(column), Text)
            case _:
                return column

    def where(self, conditions: tuple[Condition, ...]) -> list[ColumnElement[bool]]:
        """What a metric of the catalogue counts."""
        return [_condition(self.fact.c[one.column], one) for one in conditions]

    def filter(self, given: Filter) -> ColumnElement[bool]:
        """What whoever asks narrows it to."""
        if given.all is not None:
            return and_(*(self.filter(part) for part in given.all)) if given.all else and_(True)
        if given.any is not None:
            return or_(*(self.filter(part) for part in given.any)) if given.any else false()
        assert given.dimension is not None
        if given.at_least is not None or given.below is not None:
            return self._within(self.fact.c.amount, given)
        value = self.dimension(given.dimension)
        if given.values is not None:
            return value.in_(given.values)
        if given.not_values is not None:
            return or_(value.is_(None), value.not_in(given.not_values))
        return value.is_not(None) if given.exists else value.is_(None)

    def _within(self, amount: ColumnElement[Any], given: Filter) -> ColumnElement[bool]:
        tests = []
        if given.at_least is not None:
            tests.append(amount >= given.at_least)
        if given.below is not None:
            tests.append(amount < given.below)
        return and_(*tests)

    def _range(self, amount: ColumnElement[Any]) -> ColumnElement[Any]:
        """The range by its place, from 0: in currencies without cents the borders are smaller."""
        currency = self.fact.c.currency
        unit = case(
            (currency.in_(sorted(currencies.ZERO_DECIMAL)), 1),
            (currency.in_(sorted(currencies.THREE_DECIMAL)), 1000),
            else_=100,
        )
        places = ((amount < unit * border, str(n)) for n, border in enumerate(self._ranges))
        return case(*places, (amount.is_not(None), str(len(self._ranges))))


def _condition(column: ColumnElement[Any], given: Condition) -> ColumnElement[bool]:
    tests: list[ColumnElement[bool]] = []
    if given.values is not None:
        tests.append(column.in_(given.values))
    if given.not_values is not None:
        tests.append(or_(column.is_(None), column.not_in(given.not_values)))
    if given.exists is not None:
        column = sql.numbered(column)
        tests.append(column.is_not(None) if given.exists else column.is_(None))
    if given.above is not None:
        tests.append(cast(column, BigInteger) > given.above)
    return and_(*tests)
