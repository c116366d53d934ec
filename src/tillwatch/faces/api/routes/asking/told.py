"""An answer as JSON: its rows with their values in words, totals, what each number means, by which
rates money was converted, and how each fact was asked."""

from collections.abc import Iterable
from typing import Any, Final

from tillwatch.faces.api import shapes
from tillwatch.faces.api.routes.asking import definitions
from tillwatch.faces.api.routes.asking.background import Background
from tillwatch.faces.api.routes.asking.definitions import Definition
from tillwatch.faces.api.routes.asking.values import RatioShown as RatioShown  # of other answers
from tillwatch.faces.api.routes.asking.values import ValueShown, values
from tillwatch.faces.api.shapes import Model, Moment
from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering import Answer, Line, Made
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.rates import Used
from tillwatch.features.monitoring.wording import Wording
from tillwatch.kernel import times
from tillwatch.kernel.times import DAY, Period
from tillwatch.ledger.questions.scope import Record

BY_CURRENCY: Final = "Each currency by itself: amounts of several are never added up."
CONVERTED: Final = (
    "Told in {currency}: the amounts of each day (UTC) at the newest rate on or before it, "
    "{source}; rounded once, at the end."
)
WEIGHED: Final = (
    "In the order of what the amounts of all currencies come to together in {currency}, {source}."
)
BY_TURNS: Final = (
    "No rate between these currencies is known, so rows stand in the order of their amounts in "
    "{currencies}."
)
SOURCES: Final = {
    "balance": "as Stripe used it for these accounts",
    "own": "from the file that was uploaded",
    "ecb": "of the European Central Bank, as it was uploaded",
}
RATES_MAX: Final = 2000


class LineShown(Model):
    """`dimensions`: by name; null where a row has none; `labels`: the same as a person says it.
    `start` and `end`: of its part of time; null without a grain. `before`: of the period it is
    compared with."""

    dimensions: dict[str, str | None]
    labels: dict[str, str]
    start: Moment | None
    end: Moment | None
    values: dict[str, ValueShown]
    before: dict[str, ValueShown] | None


class SpanShown(Model):
    start: Moment
    end: Moment


class MadeShown(Model):
    """`source`: lake or ledger; `behind_s`: how far it is behind. `sql` with its `values`."""

    fact: str
    source: str
    behind_s: float
    took_ms: float
    sql: str
    values: list[Any]


class RateShown(Model):
    """One `currency` is `rate` of `target`, a decimal, since `day`. `source`: balance, own or ecb.
    `through`: the third currency, where it went over one."""

    currency: str
    target: str
    rate: str
    day: str
    source: str
    through: str | None


class CodeShown(Model):
    """A code among the rows. `means` and `advice` are sentences; `hard`: trying the same card again
    does not help; null: not known."""

    dimension: str
    value: str
    label: str
    means: str | None
    advice: str | None
    hard: bool | None


class AnswerShown(Model):
    """`rows_total`: how many there are beyond `limit` too; `left_out`: how many have fewer cases
    than `at_least`. `totals`: of all rows. `currency_rule`:
    how money of several currencies was told; `rates`: by which, the first 2000. `order_rule`: how
    rows with several currencies were put in an order; null where that needs no word. `codes`: those
    in the rows, explained. `explain`: how each fact was asked."""

    livemode: bool
    period: SpanShown
    period_before: SpanShown | None
    rows: list[LineShown]
    rows_total: int
    left_out: int
    totals: dict[str, ValueShown]
    totals_before: dict[str, ValueShown] | None
    definitions: list[Definition]
    currency_rule: str
    order_rule: str | None
    rates: list[RateShown]
    codes: list[CodeShown]
    explain: list[MadeShown]


def told(found: Answer, question: Question, behind: Background, *, livemode: bool) -> Record:
    before = found.period_before
    wording = behind.wording(fact_of(question.metrics[0]), question.borders())
    terms = behind.choices.terms
    return {
        "livemode": livemode,
        "period": span(question.period),
        "period_before": span(before) if before else None,
        "rows": [_line(line, question, wording) for line in found.rows],
        "rows_total": found.rows_total,
        "left_out": found.left_out,
        "totals": values(found.totals, found.originals),
        "totals_before": values(found.totals_before) if found.totals_before else None,
        "definitions": [
            definitions.definition(catalogue.metric(slug), terms) for slug in question.metrics
        ],
        "currency_rule": _rule(question, behind),
        "order_rule": _order(found, behind),
        "rates": [_rate(one, behind.source) for one in found.rates[:RATES_MAX]],
        "codes": _codes(found.rows, question, wording),
        "explain": [made(one) for one in found.made],
    }


def fact_of(slug: str) -> str:
    """What a metric counts; of several facts the first."""
    made = catalogue.metric(catalogue.bases(slug)[0]).made
    assert isinstance(made, catalogue.Counted)
    return made.fact


def span(period: Period) -> Record:
    return {"start": shapes.moment(period.start), "end": shapes.moment(period.end)}


def _line(line: Line, question: Question, wording: Wording) -> Record:
    pairs = dict(zip(question.dimensions, line.dimensions, strict=True))
    return {
        "dimensions": pairs,
        "labels": {slug: wording.label(slug, value) for slug, value in pairs.items()},
        "start": shapes.moment(line.start),
        "end": shapes.moment(line.end),
        "values": values(line.values, line.originals),
        "before": values(line.before) if line.before is not None else None,
    }


def _codes(lines: Iterable[Line], question: Question, wording: Wording) -> list[Record]:
    pairs = dict.fromkeys(
        pair for line in lines for pair in zip(question.dimensions, line.dimensions, strict=True)
    )
    found = [wording.code(slug, value) for slug, value in pairs if value is not None]
    return [
        {name: getattr(one, name) for name in one.__struct_fields__}
        for one in found
        if one is not None
    ]


def _rule(question: Question, behind: Background) -> str:
    if question.convert is None:
        return BY_CURRENCY
    return CONVERTED.format(currency=question.convert.upper(), source=SOURCES[behind.source])


def _order(found: Answer, behind: Background) -> str | None:
    if found.scale is None:
        return None
    codes = [code.upper() for code in found.scale.currencies]
    if found.scale.weights is None:
        return BY_TURNS.format(currencies=", then ".join(codes[:3]))
    return WEIGHED.format(currency=codes[0], source=SOURCES[behind.choices.rates])


def _rate(one: Used, source: str) -> Record:
    return {
        "currency": one.currency,
        "target": one.target,
        "rate": format(one.rate, "f"),
        "day": times.rfc3339(one.day * DAY)[:10],
        "source": source,
        "through": one.through or None,
    }


def made(one: Made) -> Record:
    """How one fact was asked."""
    return {
        "fact": one.fact,
        "source": one.source,
        "behind_s": round(one.behind_s, 3),
        "took_ms": round(one.took_ms, 2),
        "sql": one.statement.text,
        "values": one.statement.values,
    }
