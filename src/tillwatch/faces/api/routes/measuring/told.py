"""Measures of disputes as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tillwatch.faces.api import shapes
from tillwatch.faces.api.routes.asking.values import decimal
from tillwatch.features.disputes.learn.change import Change
from tillwatch.features.disputes.learn.measures import Rate
from tillwatch.features.disputes.learn.reliability import Bin, Reliability
from tillwatch.features.disputes.measure.ahead import Expected, WhatIf
from tillwatch.features.disputes.measure.booked import Loss, Piece
from tillwatch.features.disputes.measure.counting import Rates, ValueRate
from tillwatch.features.disputes.measure.cutting import Slice, Sliced
from tillwatch.features.disputes.measure.cycles import Cycle, Cycles
from tillwatch.features.disputes.measure.dashboard import About, Dashboard
from tillwatch.features.disputes.measure.known import Measured
from tillwatch.features.disputes.measure.months import Month
from tillwatch.features.disputes.measure.words import WORDS
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Record

MICRO = 1_000_000


def dashboard(found: Dashboard, about: About, *, livemode: bool) -> Record:
    tallies = [
        {
            "name": name,
            "title": WORDS[name].title,
            "count": one.count,
            "amounts": shapes.amounts(one.amounts),
        }
        for name, one in found.tallies.items()
    ]
    return {
        "as_of": shapes.moment(int(about.now)),
        "livemode": livemode,
        "currency": about.currency,
        "period": _span(found.period),
        "before": _span(found.before),
        "tallies": tallies,
        "rates": _rates(found.rates),
        "rates_before": _rates(found.rates_before),
        "loss": _loss(found.loss),
        "answers": found.answers,
        "cycles": _cycles(found.cycles),
        "cuts": [_cut(one, about.scope.names) for one in found.cuts],
        "moved": [_moved(one) for one in found.moved],
        "reliability": _reliability(found.reliability),
        "forecast": _forecast(found.expected),
        "words": words(WORDS),
    }


def words(names: Iterable[str]) -> list[Record]:
    return [{"name": name, "title": WORDS[name].title, "made": WORDS[name].made} for name in names]


def row(one: Measured) -> Record:
    return {
        "connection_id": one.connection_id,
        "id": one.id,
        "created": shapes.moment(one.created),
        "status": one.status,
        "standing": one.standing,
        "title": WORDS[one.standing].title,
        "reason": one.reason,
        "amount": shapes.money(one.amount, one.currency),
        "network": one.network,
        "issuer_country": one.country,
        "issuer": one.issuer,
        "product": one.product,
        "kind": one.kind,
        "sold_at": shapes.moment(one.sold_at),
        "due_by": shapes.moment(one.due_by),
        "answered_at": shapes.moment(one.answered_at),
        "decided_at": shapes.moment(one.decided_at),
        "chance_ppm": one.chance,
    }


def piece(one: Piece) -> Record:
    return {
        "part": one.part,
        "title": WORDS[one.part].title,
        "connection_id": one.connection_id,
        "id": one.id,
        "created": shapes.moment(one.created),
        "amount": shapes.money(one.amount, one.currency),
        "dispute": one.dispute,
    }


def month(one: Month) -> Record:
    return {
        "month": one.month,
        **_span(one.period),
        "sales": one.sales,
        "activity": ratio(one.activity),
        "cohort": ratio(one.cohort),
        "rising": one.rising,
        "running": one.running,
    }


def outlook(found: WhatIf) -> Record:
    came = found.came
    return {
        "verdicts": dict(found.verdicts),
        "fights": found.fights,
        "staked": shapes.amounts(found.staked),
        "expected": shapes.amounts(found.expected),
        "came": {
            "won": ratio(Rate(came.won, came.cases)),
            "brought": shapes.amounts(came.brought),
        },
    }


def ratio(rate: Rate, currency: str | None = None) -> Record:
    return {
        "currency": currency,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "low": _ppm(rate.low_ppm),
        "high": _ppm(rate.high_ppm),
    }


def _ppm(ppm: int | None) -> str | None:
    return None if ppm is None else decimal(Fraction(ppm, MICRO))


def _span(period: Period) -> Record:
    return {"start": shapes.moment(period.start), "end": shapes.moment(period.end)}


def _rates(found: Rates) -> Record:
    return {
        "of_fought": ratio(found.of_fought),
        "of_all": ratio(found.of_all),
        "countered": ratio(found.countered),
        "of_fought_value": _by_money(found.of_fought_value),
        "of_all_value": _by_money(found.of_all_value),
    }


def _by_money(found: Sequence[ValueRate]) -> list[Record]:
    return [ratio(one.rate, one.currency) for one in found]


def _loss(found: Loss) -> Record:
    lines = [
        {
            "part": one.part,
            "title": WORDS[one.part].title,
            "made": WORDS[one.part].made,
            "count": one.count,
            "amounts": shapes.amounts(one.amounts),
        }
        for one in found.lines
    ]
    return {"net": shapes.amounts(found.net), "lines": lines}


def _cycles(found: Cycles) -> Record:
    return {
        "to_answer": _cycle(found.to_answer),
        "to_decision": _cycle(found.to_decision),
        "late": found.late,
    }


def _cycle(one: Cycle) -> Record:
    return {
        "known": one.known,
        "of": one.of,
        "median_s": one.median_s,
        "ninetieth_s": one.ninetieth_s,
    }


def _cut(found: Sliced, names: Mapping[str, str]) -> Record:
    known = names if found.cut == "account" else {}
    return {"cut": found.cut, "slices": [_slice(one, known) for one in found.slices]}


def _slice(one: Slice, names: Mapping[str, str]) -> Record:
    return {
        "value": one.value,
        "label": names.get(one.value, one.value),
        "received": one.received.count,
        "amounts": shapes.amounts(one.received.amounts),
        "counts": dict(one.counts),
        "of_fought": ratio(one.of_fought),
        "of_all": ratio(one.of_all),
        "won_amounts": shapes.amounts(one.won_amounts),
        "lost_amounts": shapes.amounts(one.lost_amounts),
    }


def _moved(found: Change) -> Record:
    slices = [
        {
            "value": one.name,
            "before": ratio(Rate(*one.before)),
            "now": ratio(Rate(*one.now)),
            "mix": decimal(one.mix),
            "result": decimal(one.result),
        }
        for one in found.slices
    ]
    return {
        "cut": found.cut,
        "before": ratio(Rate(*found.before)),
        "now": ratio(Rate(*found.now)),
        "change": decimal(found.change),
        "mix": decimal(found.mix),
        "result": decimal(found.result),
        "slices": slices,
    }


def _reliability(found: Reliability) -> Record:
    return {
        "right": ratio(Rate(found.right, found.cases)),
        "says": found.says,
        "brier": _ppm(found.brier_ppm),
        "bins": [_bin(one) for one in found.bins],
    }


def _bin(one: Bin) -> Record:
    return {
        "from_ppm": one.from_ppm,
        "to_ppm": one.to_ppm,
        "won": ratio(Rate(one.won, one.cases)),
        "forecast_ppm": one.forecast_ppm // one.cases if one.cases else None,
    }


def _forecast(found: Expected) -> Record:
    months: list[dict[str, Any]] = [
        {
            "month": one.month,
            "cases": one.cases,
            **{
                name: shapes.money(getattr(one, name), one.currency)
                for name in ("expected", "low", "high", "most")
            },
        }
        for one in found.months
    ]
    counts = {"cases": found.cases, "general": found.general, "undated": found.undated}
    return {"months": months, **counts}
