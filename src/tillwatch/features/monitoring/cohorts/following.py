"""What is followed: which months, whose, narrowed to what."""

from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.monitoring.asked import Filter
from tillwatch.features.monitoring.asked.checks import check_filter, check_period
from tillwatch.features.monitoring.asked.question import AMOUNT, RANGES
from tillwatch.features.monitoring.catalogue import DIMENSIONS
from tillwatch.kernel import errors
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake import facts

MONTHS_MAX: Final = 36


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """`facts`: what is counted. The rest in words."""

    facts: tuple[str, ...]
    name: str
    question: str
    note: str


KINDS: Final[Mapping[str, Kind]] = {
    "disputes": Kind(
        facts=("attempt", "dispute"),
        name="Chargebacks by month of the sale",
        question="Of the sales of a month, how many have been charged back since?",
        note=(
            "Each point counts all chargebacks opened by the end of that month. Banks may open one "
            "120 days after the sale, and later: months younger than that still rise."
        ),
    ),
    "customers": Kind(
        facts=("payment",),
        name="Customers by month of their first payment",
        question="Of those who paid for the first time in a month, how many paid again?",
        note="A customer counts once a month. Payments without a customer are left out.",
    ),
}


class Following(msgspec.Struct, frozen=True, kw_only=True):
    """`period`: in whose months a cohort begins. `now`: no point is later, seconds UTC."""

    kind: str
    period: Period
    zone: ZoneInfo
    now: int
    connections: tuple[str, ...] | None = None
    filter: Filter | None = None
    ranges: tuple[int, ...] = RANGES


def checked(following: Following) -> Following:
    """The same; `BadInput` where it cannot be followed."""
    kind = KINDS.get(following.kind)
    if kind is None:
        raise _cannot("kind", f"Cohorts are of one of {', '.join(KINDS)}")
    check_period("period", following.period)
    if following.period.end - following.period.start > MONTHS_MAX * 31 * DAY:
        raise _cannot("period", f"Follow at most {MONTHS_MAX} months at once")
    if following.filter is not None:
        check_filter(following.filter)
        for part, _ in following.filter.walk():
            if part.dimension is not None and not _divides(kind, part.dimension):
                raise _cannot("filter", f"“{kind.name}” cannot be narrowed by {part.dimension}")
    return following


def _divides(kind: Kind, dimension: str) -> bool:
    if dimension == AMOUNT:
        return True
    needs = DIMENSIONS[dimension].needs
    return all(needs <= facts.columns_of(fact) for fact in kind.facts)


def _cannot(field: str, sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, **{field: sentence})
