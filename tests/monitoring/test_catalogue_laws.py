"""What holds for every number, whichever is asked: parts add up to the whole, shares to one,
filters in any order give the same, and what is and what is not is everything."""

import random
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.api import filling
from tests.monitoring import business
from tests.monitoring.recomputed.rare import varied
from tillwatch.features.monitoring import answering, catalogue
from tillwatch.features.monitoring.answering import Answer, Value
from tillwatch.features.monitoring.asked import Filter, Question, checked
from tillwatch.features.monitoring.catalogue import METRICS, Counted
from tillwatch.intake.house import House
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake

NOON = int(business.NOON)
PERIOD = Period(NOON - 60 * 86_400, NOON)
ROUNDS = 4
"""Questions a law is asked of, each about twelve numbers."""
Sums = dict[tuple[str, str | None], tuple[int, int]]


@pytest.fixture
async def lake(house: House) -> Lake:
    await filling.account(house, business.CON, "test")
    rows = varied(business.rows_of(2, payments=150, days=80), 2)
    await business.add(house, business.CON, rows)
    return Lake(house.store, only="ledger")


def questions(seed: int) -> Iterable[Question]:
    """Numbers that add up, and one or two dimensions that all of them know."""
    chance = random.Random(seed)
    adding = [slug for slug in METRICS if adds_up(slug)]
    for _ in range(ROUNDS):
        first = chance.choice(adding)
        dimensions = chance.sample(catalogue.dimensions_of(first), chance.randint(1, 2))
        fitting = [s for s in adding if set(dimensions) <= set(catalogue.dimensions_of(s))]
        yield Question(
            metrics=tuple(chance.sample(fitting, min(12, len(fitting)))),
            period=PERIOD,
            zone=ZoneInfo(chance.choice(("UTC", "America/New_York", "Asia/Kolkata"))),
            dimensions=tuple(dimensions),
            limit=10_000,
        )


def adds_up(slug: str) -> bool:
    made = [METRICS[base].made for base in catalogue.bases(slug)]
    return all(isinstance(one, Counted) and one.adds_up for one in made)


def added(values: Iterable[dict[str, Value]]) -> Sums:
    """Numerators and denominators, by number and currency; nothing is left out."""
    total: Sums = {}
    for value in values:
        for slug, parts in value.items():
            for part in parts:
                above, below = total.get((slug, part.currency), (0, 0))
                of = part.denominator or 0
                total[slug, part.currency] = (above + part.numerator, below + of)
    return {key: both for key, both in total.items() if any(both)}


def totals(*answers: Answer) -> Sums:
    return added(answer.totals for answer in answers)


def shares(sums: Sums) -> Sums:
    return {key: both for key, both in sums.items() if METRICS[key[0]].unit == "share"}


async def asked(lake: Lake, question: Question, **changed: object) -> Answer:
    whole = msgspec.structs.replace(question, **changed)
    return await answering.answer(lake, checked(whole))


async def test_slices_add_up_to_the_whole_and_shares_to_one(lake: Lake) -> None:
    for question in questions(1):
        found = await asked(lake, question)
        parts, whole = added(line.values for line in found.rows), totals(found)
        for key in shares(whole):
            assert parts.pop(key)[0] == whole[key][0] == whole.pop(key)[1], key
        assert parts == whole


async def test_two_times_in_a_row_add_up_to_both(lake: Lake) -> None:
    for number, question in enumerate(questions(2)):
        middle = PERIOD.start + 86_399 * (number + 3)
        before = await asked(lake, question, period=Period(PERIOD.start, middle))
        after = await asked(lake, question, period=Period(middle, PERIOD.end))
        assert totals(before, after) == totals(await asked(lake, question))


async def test_what_is_and_what_is_not_is_everything_and_a_filter_is_a_slice(lake: Lake) -> None:
    for question in questions(3):
        whole = await asked(lake, question)
        for line in whole.rows[:1]:
            dimension, value = question.dimensions[0], line.dimensions[0]
            if value is None:
                is_, is_not = (Filter(dimension=dimension, exists=told) for told in (False, True))
            else:
                is_ = Filter(dimension=dimension, values=(value,))
                is_not = Filter(dimension=dimension, not_values=(value,))
            those = await asked(lake, question, filter=is_)
            others = await asked(lake, question, filter=is_not)
            assert totals(those, others) == totals(whole)
            slices = [one.values for one in whole.rows if one.dimensions[0] == value]
            parts, sums = added(slices), totals(those)
            for key in {**shares(sums), **shares(parts)}:
                assert parts.pop(key, (0, 0))[0] == sums.pop(key, (0, 0))[0]
            assert parts == sums


async def test_filters_in_any_order_give_the_same(lake: Lake) -> None:
    chance = random.Random(4)
    for question in questions(4):
        tests = [
            Filter(dimension="amount", at_least=500),
            Filter(dimension=question.dimensions[0], exists=True),
            Filter(any=(Filter(dimension="currency", values=("usd", "eur")), Filter(any=()))),
            Filter(dimension="currency", not_values=("gbp",)),
        ]
        first = await asked(lake, question, filter=Filter(all=tuple(tests)))
        chance.shuffle(tests)
        nested = Filter(all=(Filter(all=tuple(tests[:2])), *tests[2:]))
        second = await asked(lake, question, filter=nested)
        assert added(line.values for line in first.rows) == added(
            line.values for line in second.rows
        )
        assert totals(first) == totals(second)
