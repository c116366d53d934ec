"""How many cases stand behind a slice, and which slices have too few to be told of: one payment,
which failed, is a rate of 100 %, and says nothing."""

from collections.abc import Mapping, Sequence

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering import rank
from tillwatch.features.monitoring.answering.rank import Slice
from tillwatch.features.monitoring.answering.value import Bases, Number, is_money, sums
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.catalogue import Counted, Ratio, Share
from tillwatch.kernel import errors

NONE = "Nothing here counts cases: ask for a count, or for a rate of counts, as well"


def enough(
    question: Question, found: Mapping[tuple[Slice, int], Bases], slices: Sequence[Slice]
) -> list[Slice]:
    """Those of the slices with as many cases as the question wants; `BadInput` where it asks for
    nothing that counts."""
    if not question.at_least or not question.dimensions:
        return list(slices)
    base = counting(question)
    if base is None:
        raise errors.BadInput(NONE, at_least=NONE)
    counted: dict[Slice, Number] = dict.fromkeys(slices, 0)
    for (key, _), bases in found.items():
        counted[key] += sum(sums(base, bases).values())
    return [key for key in slices if counted[key] >= question.at_least]


def counting(question: Question) -> str | None:
    """What says how many cases there are: of what the rows are ordered by, else of the first that
    has any, what it is a rate or share of, or itself where it is a count."""
    for slug in (rank.by(question), *question.metrics):
        base = _of(slug) if slug else None
        if base is not None and not is_money(base) and (not question.grain or _adds_up(base)):
            return base
    return None


def _of(slug: str) -> str:
    made = catalogue.metric(slug).made
    match made:
        case Ratio():
            return made.denominator
        case Share():
            return made.of
        case _:
            return slug


def _adds_up(base: str) -> bool:
    """Different customers of a day and of the next are not as many of both."""
    bases = [catalogue.metric(one).made for one in catalogue.bases(base)]
    return all(isinstance(made, Counted) and made.adds_up for made in bases)
