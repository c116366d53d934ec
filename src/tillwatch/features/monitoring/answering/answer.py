"""Asks the lake what a question comes down to, and makes one answer of it.

Every part of time that the period touches is there, with nothing in it where nothing happened,
unless the question has dimensions: then only what there is. The totals are of all rows, those
beyond the limit too; what does not add up is asked for by itself.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from tillwatch.features.monitoring.answering import cases, rank
from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.found import Found, Key, Made, found
from tillwatch.features.monitoring.answering.line import Line
from tillwatch.features.monitoring.answering.rank import Scale
from tillwatch.features.monitoring.answering.value import (
    Bases,
    Original,
    Value,
    merged,
    originals,
    value,
)
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.asked.spans import compared
from tillwatch.features.monitoring.rates import Loading, Used
from tillwatch.features.monitoring.rates.weighing import Weighing
from tillwatch.kernel import errors
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake

CELLS_MAX: Final = 100_000
"""Numbers in one answer."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`rows_total`: how many there are, those beyond the limit too; slices, where there is a grain
    and dimensions; `left_out`: those with too few cases, which only the totals hold.
    `period_before`: what it is compared with. `originals`: of the totals, before they were
    converted; `rates`: by which. `scale`: how amounts of several currencies were put in an order;
    None where there was nothing to weigh."""

    rows: list[Line]
    rows_total: int
    left_out: int
    totals: dict[str, Value]
    totals_before: dict[str, Value] | None
    period_before: Period | None
    made: list[Made]
    originals: dict[str, tuple[Original, ...]] = {}
    rates: list[Used] = []
    scale: Scale | None = None


async def answer(
    lake: Lake,
    question: Question,
    loading: Loading | None = None,
    weighing: Weighing | None = None,
) -> Answer:
    """`BadInput` for more rows than can be answered at once; `question` is `checked`. `loading`:
    the rates by which money is converted, where the question says so; `weighing`: those by which
    rows are put in order, where it does not."""
    if question.convert is not None and loading is None:
        raise errors.BadInput("Say where rates come from", convert="no rates")
    before = compared(question)
    made: list[Made] = []
    clock = Clock(question.zone, question.period)
    this = await found(lake, question, question.period, made, loading)
    last = await found(lake, question, before, made, loading) if before is not None else None
    weighed = _weighed(question, this, last)
    scale = await _scale(question, weighed, weighing)
    every = rank.slices(question, weighed, scale)
    order = cases.enough(question, weighed, every)
    shown: list[rank.Slice] = order[: question.limit] if question.dimensions else [()]
    keys = _keys(question, set(shown), this, last, clock)
    if len(keys) * len(question.metrics) > CELLS_MAX:
        sentence = f"That makes more than {CELLS_MAX:,} numbers: ask for fewer metrics or rows"
        raise errors.BadInput(sentence, limit=sentence)
    lines = [_line(question, key, this, last, clock) for key in keys]
    return Answer(
        rows=rank.ranked(question, lines, shown, scale),
        rows_total=len(order) if question.dimensions else len(lines),
        left_out=len(every) - len(order),
        totals=_values(question, this.told_whole, this.told_whole),
        totals_before=_values(question, last.told_whole, last.told_whole) if last else None,
        period_before=before,
        made=made,
        originals=_originals(question, this.whole, this.told_whole),
        rates=sorted(
            {used for one in (this, last) if one and one.book for used in one.book.used()}
        ),
        scale=scale if len(scale.currencies) > 1 else None,
    )


async def _scale(
    question: Question, weighed: Mapping[Key, Bases], weighing: Weighing | None
) -> Scale:
    codes = rank.currencies(question, weighed)
    if weighing is None or len(codes) < 2:
        return Scale(currencies=codes)
    weights = await weighing(codes, codes[0], question.period)
    return Scale(currencies=codes, weights=weights)


def _weighed(question: Question, this: Found, last: Found | None) -> Mapping[Key, Bases]:
    """What the rows are ordered by."""
    slices = {**(last.told if last else {}), **this.told}
    if question.convert is None:
        return slices
    return {key: merged(bases, question.convert) for key, bases in slices.items()}


def _keys(
    question: Question, shown: set[rank.Slice], this: Found, last: Found | None, clock: Clock
) -> list[Key]:
    if not question.dimensions:
        grain = question.grain
        return [((), place) for place in range(len(clock.numbers(grain)) if grain else 1)]
    found = dict.fromkeys(this.slices)
    if last is not None:
        found |= dict.fromkeys(last.slices)
    places = range(len(clock.numbers(question.grain)) if question.grain else 1)
    return [key for key in found if key[0] in shown and key[1] in places]


def _line(question: Question, key: Key, this: Found, last: Found | None, clock: Clock) -> Line:
    dimensions, place = key
    start = end = None
    if question.grain is not None:
        number = clock.numbers(question.grain)[place]
        start, end = clock.start(number, question.grain), clock.start(number + 1, question.grain)
    before = None
    if last is not None:
        before = _values(question, last.told.get(key, {}), last.told_whole)
    return Line(
        dimensions=dimensions,
        start=start,
        end=end,
        values=_values(question, this.told.get(key, {}), this.told_whole),
        before=before,
        originals=_originals(question, this.slices.get(key, {}), this.told.get(key, {})),
    )


def _values(question: Question, told: Bases, whole: Bases) -> dict[str, Value]:
    if question.convert is not None:
        told, whole = merged(told, question.convert), merged(whole, question.convert)
    return {slug: value(slug, told, whole) for slug in question.metrics}


def _originals(question: Question, of: Bases, told: Bases) -> dict[str, tuple[Original, ...]]:
    if question.convert is None:
        return {}
    return {slug: originals(slug, of, told) for slug in question.metrics}
