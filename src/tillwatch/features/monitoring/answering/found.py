"""What the lake says of one period: each base by slice, and of the whole.

Where money is converted, statements tell it by day as well: the rates of those days are brought
once, and each day's sums are told in the one currency, exactly, beside what they were.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering import build
from tillwatch.features.monitoring.answering.build import GROUPS_MAX, Plan
from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.value import (
    Bases,
    Number,
    added,
    ever_had,
    is_money,
    joined,
    sums,
)
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.asked.question import BUCKETS_MAX
from tillwatch.features.monitoring.rates import Book, Loading
from tillwatch.kernel import errors
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source
from tillwatch.lake.sql import Written

UTC: Final = ZoneInfo("UTC")
EVER: Final = Period(1, 1 << 33)
Key = tuple[tuple[str | None, ...], int]
"""The dimensions' values, and the place of the part of time in the period, from 0."""
Sums = dict[str, dict[str | None, Number]]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """How one fact was asked. `source`: lake or ledger."""

    fact: str
    source: str
    behind_s: float
    took_ms: float
    statement: Written


class Cell(msgspec.Struct, frozen=True):
    """One line of a statement's answer. `day`: None where nothing is converted."""

    key: Key
    currency: str | None
    day: int | None
    sums: Mapping[str, int]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Of one period: by slice, and the whole, each currency by itself. `told`, `told_whole`: the
    same in the one currency, each under the one it was; the same again where nothing is converted.
    """

    slices: Mapping[Key, Bases]
    whole: Bases
    told: Mapping[Key, Bases]
    told_whole: Bases
    book: Book | None


async def found(
    lake: Lake, question: Question, period: Period, made: list[Made], loading: Loading | None
) -> Found:
    """`BadInput` for more than can be answered at once, and for a rate that there is not."""
    _check_parts(question, period)
    cells: list[Cell] = []
    wholes: list[Cell] = []
    for plan in build.plans(question):
        parts, whole_of_it = await _told_of(lake, plan, question, period, made)
        if whole_of_it is None and not plan.by_currency:
            alone = msgspec.structs.replace(question, dimensions=(), grain=None)
            _, whole_of_it = await _told_of(lake, plan, alone, period, made)
        cells += parts
        wholes += [whole_of_it] if whole_of_it is not None else []
    apart = {base for cell in wholes for base in cell.sums}
    book = await _book(cells, question, loading)
    slices, told = _summed(cells, None), _summed(cells, book)
    over = _summed(wholes, None)
    whole = _whole(slices, over, apart)
    known = await _known(lake, question, whole, made)
    return Found(
        slices=slices,
        whole={**whole, **known},
        told=told,
        told_whole={**_whole(told, over, apart), **known},
        book=book,
    )


def _check_parts(question: Question, period: Period) -> None:
    if question.grain is None:
        return
    if len(Clock(question.zone, period).numbers(question.grain)) > BUCKETS_MAX:
        sentence = f"That is more than {BUCKETS_MAX} points: ask for longer parts of time"
        raise errors.BadInput(sentence, grain=sentence)


async def _known(lake: Lake, question: Question, whole: Bases, made: list[Made]) -> Sums:
    """Of what metrics need and the answer has none of: what these accounts ever had of it, of any
    kind of payment. Asked only then."""
    needs = {catalogue.metric(slug).needs for slug in question.metrics}
    wanting = sorted(need for need in needs if need and not any(sums(need, whole).values()))
    if not wanting:
        return {}
    ever = msgspec.structs.replace(
        question,
        metrics=tuple(wanting),
        zone=UTC,
        dimensions=(),
        grain=None,
        filter=None,
        convert=None,
    )
    cells: list[Cell] = []
    for plan in build.plans(ever):
        cells += (await _told_of(lake, plan, ever, EVER, made))[0]
    total = added(_summed(cells, None).values())
    return {ever_had(need): total[need] for need in wanting if need in total}


async def _told_of(
    lake: Lake, plan: Plan, question: Question, period: Period, made: list[Made]
) -> tuple[list[Cell], Cell | None]:
    """What a plan says of each slice, and of the whole where it says that."""
    rows = await _asked(lake, plan, question, period, made)
    if not build.spread_over(plan, question, period):
        return _read(plan, question, rows, period), None
    (base,) = plan.bases
    whole, *parts = (
        Cell(((), max(place, 0)), None, None, {base: int(count)})
        for place, count in enumerate(rows[0], start=-1)
    )
    return parts, whole


async def _asked(
    lake: Lake, plan: Plan, question: Question, period: Period, made: list[Made]
) -> list[tuple[Any, ...]]:
    def over(source: Source) -> Any:
        return build.statement(plan, question, period, source)

    answered = await lake.ask(over)
    made.append(
        Made(
            fact=plan.fact,
            source=answered.source,
            behind_s=answered.behind_s,
            took_ms=answered.took_ms,
            statement=answered.statement,
        )
    )
    if len(answered.rows) > GROUPS_MAX:
        sentence = f"That makes more than {GROUPS_MAX} rows: divide it less, or narrow it"
        raise errors.BadInput(sentence, dimensions=sentence)
    return answered.rows


def _read(
    plan: Plan, question: Question, rows: list[tuple[Any, ...]], period: Period
) -> list[Cell]:
    divided, grain = len(question.dimensions), question.grain
    first = Clock(question.zone, period).number_of(period.start, grain) if grain else 0
    cells = []
    for row in rows:
        values = iter(row[divided:])
        place = int(next(values)) - first if grain is not None else 0
        currency = next(values) if plan.by_currency else None
        day = int(next(values) or 0) if plan.by_currency and question.convert else None
        sums = {
            base: int(amount or 0)
            for base, amount in zip(plan.bases, values, strict=True)
            if amount or not plan.by_currency
        }
        cells.append(Cell((tuple(row[:divided]), place), currency, day, sums))
    return cells


async def _book(cells: list[Cell], question: Question, loading: Loading | None) -> Book | None:
    """The rates of all days on which there is money of another currency."""
    if question.convert is None or loading is None:
        return None
    foreign = [
        cell
        for cell in cells
        if cell.day is not None
        and cell.currency != question.convert
        and any(is_money(base) for base in cell.sums)
    ]
    days = [cell.day or 0 for cell in foreign]
    codes = {cell.currency for cell in foreign if cell.currency}
    return await loading(codes, min(days, default=0), max(days, default=0))


def _summed(cells: list[Cell], book: Book | None) -> dict[Key, Sums]:
    slices: dict[Key, Sums] = {}
    for cell in cells:
        kept = slices.setdefault(cell.key, {})
        for base, amount in cell.sums.items():
            sums = kept.setdefault(base, {})
            told, before = _told(base, amount, cell, book), sums.get(cell.currency)
            sums[cell.currency] = told if before is None else joined(base, before, told)
    return slices


def _told(base: str, amount: int, cell: Cell, book: Book | None) -> int | Fraction:
    if book is None or cell.day is None or not is_money(base):
        return amount
    return book.told(amount, cell.currency or "", cell.day)


def _whole(slices: Mapping[Key, Bases], over: Mapping[Key, Bases], apart: set[str]) -> Bases:
    """Of all slices: added up, or, where that is not the whole, as it was asked for."""
    total = added({b: s[b] for b in s if b not in apart} for s in slices.values())
    return {**total, **added(over.values())}
