"""Whether a question can be answered: said in a sentence before anything is asked of the lake. What
is asked is bounded in every direction."""

import re
from typing import Final

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.asked.question import (
    AMOUNT,
    AMOUNT_MAX,
    CASES_MAX,
    COMPARISONS,
    DATE_BASES,
    DEEP,
    DIMENSIONS_MAX,
    FILTERS_MAX,
    FIRST,
    GRAINS,
    LAST,
    MADE_MAX,
    METRICS_MAX,
    ROWS_MAX,
    VALUES_MAX,
    VALUES_TOTAL,
    WORD_MAX,
    YEARS_MAX,
    Filter,
    Question,
)
from tillwatch.features.monitoring.catalogue import DIMENSIONS
from tillwatch.kernel import errors
from tillwatch.kernel.times import DAY, Period

CODE: Final = re.compile(r"[a-z]{3}")


def checked(question: Question) -> Question:
    """The question; `BadInput` where it cannot be answered."""
    _bounded(question)
    if question.filter is not None:
        check_filter(question.filter)
    for slug in question.metrics:
        known = catalogue.dimensions_of(slug)
        name = catalogue.metric(slug).name
        for dimension in question.dimensions:
            if dimension not in known:
                raise _cannot("dimensions", f"“{name}” cannot be divided by {dimension}")
        for part, _ in question.filter.walk() if question.filter else ():
            if part.dimension is not None and part.dimension not in (*known, AMOUNT):
                raise _cannot("filter", f"“{name}” cannot be narrowed by {part.dimension}")
        if question.date_base not in catalogue.metric(slug).date_bases:
            raise _cannot("date_base", f"“{name}” has no moment it was {question.date_base}")
    if question.convert is not None and not CODE.fullmatch(question.convert):
        raise _cannot("convert", "A currency is three small letters, such as usd")
    if question.sort is not None:
        sorts = (*question.metrics, *question.dimensions, "time")
        if question.sort.by not in sorts:
            raise _cannot("sort", f"Sort by one of {', '.join(sorts)}")
    return question


def _bounded(question: Question) -> None:
    if not 1 <= len(question.metrics) <= METRICS_MAX:
        raise _cannot("metrics", f"Ask for 1 to {METRICS_MAX} metrics")
    for name, given in (("metrics", question.metrics), ("dimensions", question.dimensions)):
        if len(set(given)) != len(given):
            raise _cannot(name, f"Name each of the {name} once")
    if len(question.dimensions) > DIMENSIONS_MAX:
        raise _cannot("dimensions", f"Divide by at most {DIMENSIONS_MAX} dimensions")
    for slug in question.dimensions:
        if slug not in DIMENSIONS:
            raise _cannot("dimensions", f"There is no dimension “{slug}”")
    check_period("period", question.period)
    if question.other is not None:
        check_period("other", question.other)
    if (question.compare == "own") != (question.other is not None):
        raise _cannot("other", "`other` is the period of compare “own”, and of no other")
    _known(question)


def _known(question: Question) -> None:
    """Its words and figures are such as there are."""
    for name, value, known in (
        ("date_base", question.date_base, DATE_BASES),
        ("compare", question.compare, COMPARISONS),
        ("grain", question.grain, (None, *GRAINS)),
    ):
        if value not in known:
            raise _cannot(name, f"{name} is one of {', '.join(str(k) for k in known if k)}")
    for name, number, least, most in (
        ("limit", question.limit, 1, ROWS_MAX),
        ("at_least", question.at_least, 0, CASES_MAX),
    ):
        if not least <= number <= most:
            raise _cannot(name, f"{name} is {least} to {most}")


def check_period(name: str, period: Period) -> None:
    """`BadInput` for one that no answer can be given of."""
    if period.end <= period.start:
        raise _cannot(name, "The period ends before it begins")
    if period.start < FIRST or period.end > LAST:
        raise _cannot(name, "Ask for a period between 1970 and 2100")
    if period.end - period.start > YEARS_MAX * 366 * DAY:
        raise _cannot(name, f"Ask for at most {YEARS_MAX} years at once")


def check_filter(given: Filter, deep: int = 0) -> None:
    """`BadInput` for one that is no filter, or too long. `deep`: levels of it that nobody typed."""
    made = values = 0
    for count, (part, level) in enumerate(given.walk(1 - deep), 1):
        if level > DEEP or count > FILTERS_MAX:
            raise _cannot("filter", f"At most {FILTERS_MAX} conditions, {DEEP} deep")
        known = DIMENSIONS.get(part.dimension or "")
        made += known is not None and known.made is not None
        values += len(part.values or ()) + len(part.not_values or ())
        if made > MADE_MAX or values > VALUES_TOTAL:
            raise _cannot("filter", "The filter is too long: ask for less at once")
        groups = [name for name in ("all", "any") if getattr(part, name) is not None]
        if len(groups) + (part.dimension is not None) != 1:
            raise _cannot("filter", "A filter is one of: all, any, or a dimension with a test")
        if part.dimension is not None:
            if not (part.dimension == AMOUNT or part.dimension in DIMENSIONS):
                raise _cannot("filter", f"There is no dimension {part.dimension[:100]!a}")
            _check_test(part, part.dimension)


def _check_test(part: Filter, dimension: str) -> None:
    ranged = part.at_least is not None or part.below is not None
    tests = [part.values is not None, part.not_values is not None, part.exists is not None, ranged]
    if sum(tests) != 1:
        raise _cannot("filter", f"One test of {dimension}: is, is_not, exists, or a range")
    if ranged != (dimension == AMOUNT):
        raise _cannot("filter", f"at_least and below are tests of {AMOUNT}, and its only ones")
    for values in (part.values, part.not_values):
        if values is not None and not 1 <= len(values) <= VALUES_MAX:
            raise _cannot("filter", f"Give 1 to {VALUES_MAX} values of {dimension}")
        if not all(_is_word(value) for value in values or ()):
            raise _cannot("filter", f"A value of {dimension} is a text of up to {WORD_MAX} signs")
    for amount in (part.at_least, part.below):
        if amount is not None and abs(amount) > AMOUNT_MAX:
            raise _cannot("filter", "There are no such amounts")


def _is_word(value: str) -> bool:
    """What every store can be asked for."""
    halves = any("\ud800" <= sign <= "\udfff" for sign in value)
    return len(value) <= WORD_MAX and "\x00" not in value and not halves


def _cannot(field: str, sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, **{field: sentence})
