"""What a rule says. A metric rule tests numbers of the catalogue; the others are detectors, which
take a few parameters.

Limits are whole numbers: of a ratio in ten-thousandths (150 is 1.5 %), of a count itself, of money
in minor units of one currency. A change is in ten-thousandths of what it is compared with.
"""

from typing import Final

import msgspec

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.asked import Filter, Question
from tillwatch.features.monitoring.asked import checked as asked_checked
from tillwatch.features.monitoring.catalogue import Counted, Metric, Share
from tillwatch.kernel import errors, times
from tillwatch.kernel.times import Period

METRIC: Final = "metric"
UNITS: Final = ("hour", "day", "week", "month")
ABSOLUTE: Final = ("above", "below")
CHANGES: Final = ("rises", "falls")
SEVERITIES: Final = ("critical", "warning", "note")
JOINS: Final = ("all", "any")
GROUPINGS: Final = ("each", "one")
BASELINES: Final = ("previous", "weeks")
BY: Final = ("mean", "median")
TESTS_MAX: Final = 5
BACK_MAX: Final = 26
ROW_MAX: Final = 48
BUYERS_MAX: Final = 100
DETECTORS: Final[dict[str, dict[str, int]]] = {
    "silence": {"expected": 8},
    "card_testing": {"cards": 5},
    "duplicate": {"minutes": 10},
    "invoice": {},
    "payout_failed": {},
    "payout_late": {"days": 2},
    "negative_balance": {},
    "dispute_opened": {},
    "fraud_warning": {},
    "new_fee": {"days": 90},
    "programme": {},
    "webhook": {"minutes": 30},
    "expiring_cards": {"days": 30},
}
"""Each kind, and its parameters with what they are unless a rule says otherwise."""


class Baseline(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`kind` previous: the `back` windows directly before; weeks: the same window of each of the
    last `back` weeks. `by`: their mean (of a ratio: all together), or their median."""

    kind: str = "weeks"
    back: int = 4
    by: str = "mean"


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`op` above, below: `limit` (of money in `currency`). `op` rises, falls: by at least `change`
    against `baseline`; with `points` (of a rate only) by so many hundredths of a percentage point:
    500 is from 10 % to 15 %. `sure`: only when chance alone would hardly do it (not of money)."""

    metric: str
    op: str
    limit: int | None = None
    currency: str | None = None
    change: int | None = None
    points: bool = False
    baseline: Baseline | None = None
    sure: bool = False


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The window of time: the last hour, 24 hours, 7 or 30 days, up to now; `calendar`: the last
    whole one of the zone's calendar."""

    unit: str = "hour"
    calendar: bool = False
    zone: str = "UTC"


class Quiet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours of the day, in `zone`, in which nothing is told: it waits for their end."""

    begin: int
    until: int
    zone: str = "UTC"


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`dimensions`: each combination of their values is judged by itself. `minimum`: so much must
    be counted for a judgement: the base of a ratio, a count (or what it was before), of money
    `minimum_of`. `buyers`: so many different cards, and customers, must be among the tries that the
    first test counts. `in_a_row`: so many windows one after the other. `parameters`: a detector's.
    """

    tests: tuple[Criterion, ...] = ()
    join: str = "all"
    frame: Frame = Frame()
    dimensions: tuple[str, ...] = ()
    filter: Filter | None = None
    connections: tuple[str, ...] = ()
    minimum: int = 0
    minimum_of: str | None = None
    buyers: int = 0
    in_a_row: int = 1
    quiet: Quiet | None = None
    severity: str = "warning"
    grouping: str = "each"
    parameters: dict[str, int] = {}


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as it is kept. `kind`: metric, or a detector's name. `recommended`: the name of the
    recommended rule that it is."""

    id: str
    name: str
    description: str
    kind: str
    definition: Definition
    enabled: bool = True
    recommended: str | None = None


def checked(kind: str, given: Definition) -> Definition:
    """The definition; `BadInput` where nothing can be judged by it."""
    if kind != METRIC and kind not in DETECTORS:
        raise _cannot("kind", f"kind is one of {', '.join((METRIC, *DETECTORS))}")
    _among("severity", given.severity, SEVERITIES)
    if given.quiet is not None:
        _check_quiet(given.quiet)
    if kind != METRIC:
        _check_detector(kind, given)
        return given
    _among("join", given.join, JOINS)
    _among("grouping", given.grouping, GROUPINGS)
    _among("unit", given.frame.unit, UNITS)
    times.zone(given.frame.zone)
    if not 1 <= len(given.tests) <= TESTS_MAX:
        raise _cannot("tests", f"A rule has 1 to {TESTS_MAX} tests")
    if not 1 <= given.in_a_row <= ROW_MAX or not 0 <= given.minimum <= 10**9:
        raise _cannot("in_a_row", f"In a row: 1 to {ROW_MAX}; the minimum is not negative")
    for test in given.tests:
        _check_test(test, given.frame)
    _check_buyers(given)
    _check_asked(given)
    return given


def _check_detector(kind: str, given: Definition) -> None:
    if given.tests or given.dimensions or given.filter is not None:
        raise _cannot("tests", "This kind of rule takes parameters, not tests of metrics")
    for name, value in given.parameters.items():
        if name not in DETECTORS[kind]:
            raise _cannot("parameters", f"This kind of rule has no parameter “{name}”")
        if not 1 <= value <= 10_000:
            raise _cannot("parameters", f"“{name}” is 1 to 10,000")


def _check_test(test: Criterion, frame: Frame) -> None:
    _among("op", test.op, (*ABSOLUTE, *CHANGES))
    metric = catalogue.metric(test.metric)
    if not is_watchable(metric.slug):
        raise _cannot("metric", _why_not(metric))
    if test.op in ABSOLUTE:
        if test.limit is None:
            raise _cannot("limit", f"Say above or below what “{metric.name}” is worth a word")
        if is_money(metric) and not test.currency:
            raise _cannot("currency", f"“{metric.name}” is money: say in which currency")
        return
    if test.change is None or not 1 <= test.change <= 10**7:
        raise _cannot("change", "A change is 1 to 10,000,000 ten-thousandths")
    if test.points and metric.unit != "rate":
        raise _cannot("points", f"“{metric.name}” is no rate: say by how many percent it changes")
    baseline = test.baseline or Baseline()
    _among("baseline", baseline.kind, BASELINES)
    _among("by", baseline.by, BY)
    if not 1 <= baseline.back <= BACK_MAX:
        raise _cannot("back", f"Compare with 1 to {BACK_MAX} windows")
    if frame.unit == "month" and (baseline.kind == "weeks" or baseline.back > 12):
        raise _cannot("baseline", "A month is compared with up to 12 months before it")


def _check_buyers(given: Definition) -> None:
    if not 0 <= given.buyers <= BUYERS_MAX:
        raise _cannot("buyers", f"Different cards: 0 to {BUYERS_MAX}")
    if given.buyers > 1:
        made = catalogue.metric(catalogue.bases(given.tests[0].metric)[0]).made
        if not isinstance(made, Counted) or made.fact != "attempt":
            raise _cannot("buyers", "Different cards are counted of tries: leave it at 0")


def is_watchable(slug: str) -> bool:
    """Whether a rule can test it: its numbers of several hours come to the number of the day."""
    made = catalogue.metric(slug).made
    return not isinstance(made, Share) and all(map(_adds_up, catalogue.bases(slug)))


def _why_not(metric: Metric) -> str:
    if isinstance(metric.made, Share):
        return f"“{metric.name}” is a part of what else is shown: watch the number it is a part of"
    if isinstance(metric.made, Counted) and metric.made.is_extreme:
        return f"“{metric.name}” is one amount, of whatever many rows: watch their sum or average"
    return (
        f"“{metric.name}” counts each payment or customer once, so the hours of a day do not add "
        "up to it: watch tries, payments or sales instead"
    )


def _adds_up(slug: str) -> bool:
    made = catalogue.metric(slug).made
    return isinstance(made, Counted) and made.adds_up


def is_money(metric: Metric) -> bool:
    """Whether its numbers are of a currency."""
    return metric.unit in ("money", "average")


def _check_asked(given: Definition) -> None:
    """The same checks as of a question."""
    asked_checked(
        Question(
            metrics=metrics(given),
            dimensions=given.dimensions,
            filter=given.filter,
            period=Period(0, 1),
            zone=times.zone(given.frame.zone),
        )
    )


def metrics(given: Definition) -> tuple[str, ...]:
    """What a rule measures, each once."""
    named = [test.metric for test in given.tests]
    if given.minimum_of is not None:
        named.append(given.minimum_of)
    return tuple(dict.fromkeys(named))


def _check_quiet(quiet: Quiet) -> None:
    times.zone(quiet.zone)
    if not (0 <= quiet.begin < 24 and 0 <= quiet.until < 24) or quiet.begin == quiet.until:
        raise _cannot("quiet", "Quiet hours begin and end at an hour of the day, 0 to 23")


def _among(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise _cannot(name, f"{name} is one of {', '.join(known)}")


def _cannot(field: str, sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, **{field: sentence})
