"""Which pattern a case is of: the verdict PREVENT-PATTERN rests on it. Pure."""

from collections.abc import Iterable, Sequence

from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.prevent.patterns.finding import UNRECOGNIZED, Pattern
from tillwatch.features.disputes.prevent.patterns.sales import DESCRIPTOR, of_attempt
from tillwatch.features.disputes.told.policies import Product


def pattern_of(
    case: Case, patterns: Iterable[Pattern], known: Sequence[Product] = ()
) -> Pattern | None:
    """The first that the case's payment belongs to; None: it is of none. A pattern of
    unrecognized disputes is one of such cases only."""
    mine = of_attempt(case.attempt, known)
    for one in patterns:
        about = DESCRIPTOR if one.about == UNRECOGNIZED else one.about
        if one.about == UNRECOGNIZED and case.dispute.reason != UNRECOGNIZED:
            continue
        if mine.get(about) == one.value:
            return one
    return None
