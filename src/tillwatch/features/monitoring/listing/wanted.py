"""Which rows are wanted: of a fact, or those that one number counts or adds up."""

from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.asked import Filter
from tillwatch.features.monitoring.asked.checks import check_filter, check_period
from tillwatch.features.monitoring.asked.question import AMOUNT, DATE_BASES
from tillwatch.features.monitoring.catalogue import Counted, Ratio
from tillwatch.features.monitoring.listing.columns import COLUMNS, FACTS
from tillwatch.kernel import errors
from tillwatch.kernel.times import Period
from tillwatch.lake import facts

COLUMNS_MAX: Final = 40
TIME: Final = "time"
BEGINS: Final = {"dispute": "disputes", "payment": "payments of customers"}
"""Facts whose rows belong to cohorts, in words."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """`base`: a counted metric, whose rows these are; None: all of the fact's. `cell`: what was
    clicked, each dimension with its value, None where a row has none. `sort`: time, or a column
    that holds amounts. `ranges`: borders of amounts in major units. `began`: only what began then,
    the cohort that these rows are of (`began.py`)."""

    fact: str
    period: Period
    zone: ZoneInfo
    base: str | None = None
    columns: tuple[str, ...] = ()
    connections: tuple[str, ...] | None = None
    filter: Filter | None = None
    cell: tuple[tuple[str, str | None], ...] = ()
    date_base: str = "created"
    sort: str = TIME
    descending: bool = True
    ranges: tuple[int, ...] | None = None
    began: Period | None = None

    def narrowed(self) -> Filter | None:
        """The filter and what was clicked, as one."""
        tests = [_test(dimension, value) for dimension, value in self.cell]
        if self.filter is not None:
            tests.append(self.filter)
        return Filter(all=tuple(tests)) if tests else None


def behind(metric: str, part: str | None) -> str:
    """The counted metric whose rows are behind a number. `part`: numerator or denominator of a
    ratio, or the name of one of those that the metric comes down to."""
    made = catalogue.metric(metric).made
    if isinstance(made, Ratio) and part in (None, "numerator", "denominator"):
        chosen = made.denominator if part == "denominator" else made.numerator
        part = chosen if isinstance(catalogue.metric(chosen).made, Counted) else None
        metric = chosen
    if part is None and isinstance(catalogue.metric(metric).made, Counted):
        return metric
    there = catalogue.bases(metric)
    if part in (None, "numerator") and len(there) == 1:
        return there[0]
    if part not in there:
        sentence = f"This number is made of several: say `part`, one of {', '.join(there)}"
        raise errors.BadInput(sentence, part=sentence)
    return part


def checked(wanted: Wanted) -> Wanted:
    """The same; `BadInput` where it cannot be answered."""
    if wanted.fact not in FACTS:
        raise _cannot("fact", f"Rows are of one of {', '.join(FACTS)}")
    if wanted.date_base not in DATE_BASES:
        raise _cannot("date_base", f"date_base is one of {', '.join(DATE_BASES)}")
    check_period("period", wanted.period)
    there = FACTS[wanted.fact].columns
    if len(wanted.columns) > COLUMNS_MAX or len(set(wanted.columns)) != len(wanted.columns):
        raise _cannot("columns", f"At most {COLUMNS_MAX} columns, each once")
    for slug in wanted.columns:
        if slug not in there:
            raise _cannot("columns", f"{FACTS[wanted.fact].name} have no column {slug[:100]!a}")
    amounts = [slug for slug in there if COLUMNS[slug].kind == "amount"]
    if wanted.sort not in (TIME, *amounts):
        raise _cannot("sort", f"Sort by one of {', '.join((TIME, *amounts))}")
    _check_filter(wanted)
    if wanted.began is not None:
        check_period("began", wanted.began)
        if wanted.fact not in BEGINS:
            raise _cannot("began", f"Only {' and '.join(BEGINS.values())} began at some time")
    return wanted


def _check_filter(wanted: Wanted) -> None:
    given = wanted.narrowed()
    if given is None:
        return
    check_filter(given, deep=1)
    for part, _ in given.walk():
        if part.dimension is not None and not _divides(wanted.fact, part.dimension):
            name = FACTS[wanted.fact].name
            raise _cannot("filter", f"{name} cannot be narrowed by {part.dimension}")


def _divides(fact: str, dimension: str) -> bool:
    return dimension == AMOUNT or catalogue.DIMENSIONS[dimension].needs <= facts.columns_of(fact)


def _test(dimension: str, value: str | None) -> Filter:
    if value is None:
        return Filter(dimension=dimension, exists=False)
    return Filter(dimension=dimension, values=(value,))


def _cannot(field: str, sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, **{field: sentence})
