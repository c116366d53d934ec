"""`/disputes/record`: how well we judged so far, and what your own closed cases taught."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Asked
from tillwatch.faces.api.routes.queueing.told import decimal
from tillwatch.faces.api.shapes import Model, Moment
from tillwatch.features.disputes.judging import kept, learning
from tillwatch.features.disputes.judging.kept import Version
from tillwatch.features.disputes.learn import ENOUGH, Learned
from tillwatch.features.disputes.learn.measures import Rate, Wins, bounded, wins
from tillwatch.features.disputes.learn.reliability import Reliability, reliability
from tillwatch.ledger.questions.scope import Record

MILLION: Final = 1_000_000
router = APIRouter(prefix="/disputes", tags=["dispute-work"])


class BoundedShown(Model):
    """`low` and `high`: Wilson's bounds, 95 of 100, decimals of one; all null without data."""

    numerator: int
    denominator: int
    rate: str | None
    low: str | None
    high: str | None


class CurrencyRate(Model):
    currency: str
    rate: BoundedShown


class BinShown(Model):
    """Cases that were forecast a chance from `low` up to below `high` (decimals of one; the last
    with its end): how many, how many were won, and the mean `forecast`, null without any."""

    low: str
    high: str
    cases: int
    won: int
    forecast: str | None
    rate: BoundedShown


class LearnedShown(Model):
    """`cases`: decided ones; from 20 on your own count. `won` of them, where general figures would
    have expected `expected`. `scales`: by factor, the part of its published weight that it deserves
    (decimals)."""

    version: str
    rules: str
    cases: int
    won: int
    expected: str
    counts: bool
    scales: dict[str, str]


class LearnedVersion(Model):
    version: str
    at: Moment
    cases: int


class JudgedShown(Model):
    """`says`: “right about 8 times in 10 so far”, null with fewer than 20 forecasts that were
    decided; `judged`: how many were, `right`: on how many the likelier side came. `brier`: mean of
    squared misses, 0 is perfect, 0.25 what saying 50 % each time scores."""

    judged: int
    right: int
    enough: int
    says: str | None
    brier: str | None
    bins: list[BinShown]


class RecordShown(JudgedShown):
    """Of one account: the chances that were shown. `hindsight`: those that would have been of cases
    that are older than the account is here, each by what was known and decided when it opened.
    `fought` and `all`: won, of those that were answered, of all that took money; `not_contested`:
    nobody answered. `versions`: the newest first."""

    connection_id: str
    name: str
    learned: LearnedShown
    hindsight: JudgedShown
    versions: list[LearnedVersion]
    fought: BoundedShown
    all: BoundedShown
    fought_value: list[CurrencyRate]
    all_value: list[CurrencyRate]
    not_contested: int


class RecordPage(Model):
    data: list[RecordShown]


@router.get("/record", response_model=RecordPage, dependencies=[Depends(may("ledger.read"))])
async def how_well_disputes_were_judged(
    desk: TheDesk, asked: Annotated[Asked, Query()]
) -> Response:
    """What was forecast against what came, account by account; how often disputes were won; what
    closed cases taught."""
    within = await asked.scope(desk.house.store)
    data = [await _of(desk, id_, within.names.get(id_, id_)) for id_ in within.each()]
    return answer({"data": data})


async def _of(desk: Desk, connection_id: str, name: str) -> Record:
    store = desk.house.store
    closed = await learning.closed_of(store, connection_id, parts=False)
    told, learned = reliability(closed), await kept.learned(store, connection_id)
    return {
        "connection_id": connection_id,
        "name": name,
        "learned": _learned(learned),
        "hindsight": _judged(learned.hindsight or reliability(())),
        "versions": [_version(one) for one in await kept.versions(store, connection_id)],
        **_judged(told),
        **_won(wins(closed)),
    }


def _judged(told: Reliability) -> Record:
    return {
        "judged": told.cases,
        "right": told.right,
        "enough": ENOUGH,
        "says": told.says,
        "brier": decimal(told.brier_ppm),
        "bins": [
            {
                "low": decimal(one.from_ppm),
                "high": decimal(one.to_ppm),
                "cases": one.cases,
                "won": one.won,
                "forecast": decimal(one.forecast_ppm // one.cases) if one.cases else None,
                "rate": _rate(bounded(one.won, one.cases, one.cases, 1)),
            }
            for one in told.bins
        ],
    }


def _won(found: Wins) -> Record:
    return {
        "fought": _rate(found.fought),
        "all": _rate(found.all),
        "fought_value": [
            {"currency": c, "rate": _rate(one)} for c, one in found.fought_value.items()
        ],
        "all_value": [{"currency": c, "rate": _rate(one)} for c, one in found.all_value.items()],
        "not_contested": found.not_contested,
    }


def _rate(one: Rate) -> Record:
    rate = one.numerator * MILLION // one.denominator if one.denominator else None
    return {
        "numerator": one.numerator,
        "denominator": one.denominator,
        "rate": decimal(rate),
        "low": decimal(one.low_ppm),
        "high": decimal(one.high_ppm),
    }


def _learned(one: Learned) -> Record:
    return {
        "version": one.version,
        "rules": one.rules,
        "cases": one.cases,
        "won": one.won,
        "expected": decimal(one.expected_ppm),
        "counts": one.counts,
        "scales": {name: decimal(scale * 1_000) for name, scale in one.scales.items()},
    }


def _version(one: Version) -> Record:
    return {"version": one.version, "at": shapes.moment(one.at), "cases": one.cases}
