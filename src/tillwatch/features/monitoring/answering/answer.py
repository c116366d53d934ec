"""Asks the lake what a question comes down to, and makes one answer of it.

Every part of time that the period touches is there, with nothing in it where nothing happened,
unless the question has dimensions: then only what there is. The totals are of all rows, those
beyond the limit too; what does not add up is asked for by itself.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tillwatch.features.monitoring.answering import build, rank
from tillwatch.features.monitoring.answering.build import GROUPS_MAX, Plan
from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.line import Line
from tillwatch.features.monitoring.answering.value import Bases, Value, added, value
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.asked.question import BUCKETS_MAX
from tillwatch.features.monitoring.asked.spans import compared
from tillwatch.kernel import errors
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source
from tillwatch.lake.sql import Written

CELLS_MAX: Final = 100_000
"""Numbers in one answer."""
Key = tuple[tuple[str | None, ...], int]
"""The dimensions' values, and the place of the part of time in the period, from 0."""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """How one fact was asked. `source`: lake or ledger."""

    fact: str
    source: str
    behind_s: float
    took_ms: float
    statement: Written


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`rows_total`: how many there are, those beyond the limit too; slices, where there is a grain
    and dimensions. `period_before`: what it is compared with."""

    rows: list[Line]
    rows_total: int
    totals: dict[str, Value]
    totals_before: dict[str, Value] | None
    period_before: Period | None
    made: list[Made]


class _Found(msgspec.Struct, frozen=True):
    """Of one period: by slice, and the whole."""

    slices: Mapping[Key, Bases]
    whole: Bases


async def answer(lake: Lake, question: Question) -> Answer:
    """`BadInput` for more rows than can be answered at once; `question` is `checked`."""
    before = compared(question)
    made: list[Made] = []
    clock = Clock(question.zone, question.period)
    this = await _found(lake, question, question.period, made)
    last = await _found(lake, question, before, made) if before is not None else None
    order = rank.slices(question, {**(last.slices if last else {}), **this.slices})
    shown: list[rank.Slice] = order[: question.limit] if question.dimensions else [()]
    keys = _keys(question, set(shown), this, last, clock)
    if len(keys) * len(question.metrics) > CELLS_MAX:
        sentence = f"That makes more than {CELLS_MAX:,} numbers: ask for fewer metrics or rows"
        raise errors.BadInput(sentence, limit=sentence)
    lines = [_line(question, key, this, last, clock) for key in keys]
    return Answer(
        rows=rank.ranked(question, lines, shown),
        rows_total=len(order) if question.dimensions else len(lines),
        totals=_values(question, this.whole, this.whole),
        totals_before=_values(question, last.whole, last.whole) if last is not None else None,
        period_before=before,
        made=made,
    )


async def _found(lake: Lake, question: Question, period: Period, made: list[Made]) -> _Found:
    clock = Clock(question.zone, period)
    first = 0
    if question.grain is not None:
        numbers = clock.numbers(question.grain)
        if len(numbers) > BUCKETS_MAX:
            sentence = f"That is more than {BUCKETS_MAX} points: ask for longer parts of time"
            raise errors.BadInput(sentence, grain=sentence)
        first = numbers.start
    slices: dict[Key, dict[str, dict[str | None, int]]] = {}
    wholes: dict[str, dict[str | None, int]] = {}
    for plan in build.plans(question):
        rows = await _asked(lake, plan, question, period, made)
        for key, bases in _read(plan, question, rows, first):
            kept = slices.setdefault(key, {})
            for base, sums in bases.items():
                for currency, amount in sums.items():
                    kept.setdefault(base, {})[currency] = amount
        wholes |= await _whole(lake, plan, question, period, slices, made)
    return _Found(slices, wholes)


async def _asked(
    lake: Lake, plan: Plan, question: Question, period: Period, made: list[Made]
) -> list[tuple[Any, ...]]:
    def over(source: Source) -> Any:
        return build.statement(plan, question, period, source)

    found = await lake.ask(over)
    made.append(
        Made(
            fact=plan.fact,
            source=found.source,
            behind_s=found.behind_s,
            took_ms=found.took_ms,
            statement=found.statement,
        )
    )
    if len(found.rows) > GROUPS_MAX:
        sentence = f"That makes more than {GROUPS_MAX} rows: divide it less, or narrow it"
        raise errors.BadInput(sentence, dimensions=sentence)
    return found.rows


def _read(
    plan: Plan, question: Question, rows: list[tuple[Any, ...]], first: int
) -> list[tuple[Key, dict[str, dict[str | None, int]]]]:
    divided = len(question.dimensions)
    found = []
    for row in rows:
        values = iter(row[divided:])
        place = int(next(values)) - first if question.grain is not None else 0
        currency = next(values) if plan.by_currency else None
        bases = {
            base: {currency: int(amount or 0)}
            for base, amount in zip(plan.bases, values, strict=True)
            if amount or not plan.by_currency
        }
        found.append(((tuple(row[:divided]), place), bases))
    return found


async def _whole(
    lake: Lake,
    plan: Plan,
    question: Question,
    period: Period,
    slices: Mapping[Key, Bases],
    made: list[Made],
) -> dict[str, dict[str | None, int]]:
    """Of all slices: added up, or asked for."""
    if plan.by_currency or not (question.dimensions or question.grain):
        return added({b: s[b] for b in plan.bases if b in s} for s in slices.values())
    alone = msgspec.structs.replace(question, dimensions=(), grain=None)
    rows = await _asked(lake, plan, alone, period, made)
    return added(bases for _, bases in _read(plan, alone, rows, 0))


def _keys(
    question: Question, shown: set[rank.Slice], this: _Found, last: _Found | None, clock: Clock
) -> list[Key]:
    if not question.dimensions:
        grain = question.grain
        return [((), place) for place in range(len(clock.numbers(grain)) if grain else 1)]
    found = dict.fromkeys(this.slices)
    if last is not None:
        found |= dict.fromkeys(last.slices)
    places = range(len(clock.numbers(question.grain)) if question.grain else 1)
    return [key for key in found if key[0] in shown and key[1] in places]


def _line(question: Question, key: Key, this: _Found, last: _Found | None, clock: Clock) -> Line:
    dimensions, place = key
    start = end = None
    if question.grain is not None:
        number = clock.numbers(question.grain)[place]
        start, end = clock.start(number, question.grain), clock.start(number + 1, question.grain)
    before = None
    if last is not None:
        before = _values(question, last.slices.get(key, {}), last.whole)
    return Line(
        dimensions=dimensions,
        start=start,
        end=end,
        values=_values(question, this.slices.get(key, {}), this.whole),
        before=before,
    )


def _values(question: Question, found: Bases, whole: Bases) -> dict[str, Value]:
    return {slug: value(slug, found, whole) for slug in question.metrics}
