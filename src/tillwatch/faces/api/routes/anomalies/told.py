"""Anomalies as JSON."""

import msgspec

from tillwatch.faces.api import shapes
from tillwatch.faces.api.shapes import Model, Moment
from tillwatch.features.monitoring.anomalies.costing import Cost
from tillwatch.features.monitoring.anomalies.listing import Anomaly
from tillwatch.features.monitoring.anomalies.noticing import usual
from tillwatch.features.monitoring.anomalies.noticing.tries import ALL, Slice
from tillwatch.features.monitoring.anomalies.series import Point
from tillwatch.ledger.questions.scope import Record


class PieceShown(Model):
    """A slice: `failed` of `payments`, where `usual_milli` thousandths of one usually fail; its
    `share_milli` thousandths of all that failed too much."""

    dimension: str
    value: str
    failed: int
    payments: int
    usual_milli: int
    share_milli: int


class ImpactShown(Model):
    """Sales missed, in minor units; `payments` that came to nothing; `a_year`: if each
    day of a year brought as much; what is shorter than a day comes once a day."""

    currency: str
    amount: int
    payments: int
    a_year: int


class CostShown(Model):
    """Of all its currencies, in one; `rates`: null, or balance, own or ecb where it is converted.
    `payments`: that came to nothing."""

    currency: str
    amount: int
    a_year: int
    payments: int
    rates: str | None


class AnomalyShown(Model):
    """`kind`: declines, silence or drift (slow). `at`: when it was found; `until` null: it goes on.
    `failed` of `payments`, where `usual_milli` thousandths of one are usual (of silence: sales).
    `levels`: the slice that holds most of it, and one within it; `pieces`: slices each by itself.
    `looks_like`: outage, card_testing or null. `state`: open, snoozed or resolved; it is an alert
    of this id. `slices`: dimension and value of those that keep it going. `cost`: what it costs, in
    one currency; null: nothing, or no rate is known."""

    id: str
    connection_id: str
    kind: str
    at: Moment
    since: Moment
    until: Moment | None
    severity: str
    state: str
    snoozed_until: Moment | None
    read: bool
    title: str
    sentence: str
    failed: int
    payments: int
    usual_milli: int
    looks_like: str | None
    reason: str | None
    reason_failed: int | None
    levels: list[PieceShown]
    pieces: list[PieceShown]
    slices: list[list[str]]
    impacts: list[ImpactShown]
    cost: CostShown | None
    link: str | None


class AnomalyPage(Model):
    data: list[AnomalyShown]
    next_cursor: str | None


class PointShown(Model):
    """`counted` from `at` on, where `usual_milli` thousandths are usual. Fewer than `lower` or more
    than `upper`: once in a thousand times; fewer than `lowest` or more than `critical`: once in a
    million."""

    at: Moment
    counted: int
    usual_milli: int
    lowest: int
    lower: int
    upper: int
    critical: int


class SeriesShown(Model):
    """`step_s`: how long each part of time is. No `points`: too little history before the period,
    less than `days_min` days or `payments_min` payments."""

    step_s: int
    points: list[PointShown]
    days_min: int
    payments_min: int


class SliceShown(Model):
    """A series; of all payments where `dimension` is null. `counted` where `usual_milli`
    thousandths are usual: so many, or so few, come once in `once_in` times."""

    dimension: str | None
    value: str | None
    counted: int
    usual_milli: int
    once_in: int


class SlicesShown(Model):
    """The most unusual first. Not `enough`: less than `days_min` days or `payments_min` payments
    before the period."""

    enough: bool
    data: list[SliceShown]
    days_min: int
    payments_min: int


class TryBehind(Model):
    """`payment`: null where the try is of none; `reason`: why it failed."""

    id: str
    payment: str | None
    at: Moment
    outcome: str
    amount: int
    currency: str
    reason: str | None


class BehindShown(Model):
    """`counted`: the payments they are of; null where there are `more` tries than are listed."""

    counted: int | None
    more: bool
    data: list[TryBehind]


class SensitivityShown(Model):
    """`days_between`: by choice, about how many days of an account pass between two false alarms,
    as far as its days are like those that it knows."""

    sensitivity: str
    days_between: dict[str, int]


class SensitivityTried(Model):
    """`found`: by choice, how many anomalies there would have been in `days`."""

    days: int
    found: dict[str, int] | None


class WatchedShown(Model):
    """`since`, `until`: from when up to when an account was looked at; null: not yet. `enough`:
    whether there is the history that it takes, `days_min` days and `payments_min` payments; below
    it nothing is said."""

    connection_id: str
    since: Moment | None
    until: Moment | None
    enough: bool
    days_min: int
    payments_min: int


class WatchedList(Model):
    data: list[WatchedShown]


MINIMUM: Record = {"days_min": usual.DAYS_MIN, "payments_min": usual.PAYMENTS_MIN}


def anomaly(one: Anomaly, cost: Cost | None) -> Record:
    known, found = one.known.explained, one.known.incident.finding
    expected = round(found.expected * 1000)
    return {
        "id": one.id,
        "connection_id": one.connection_id,
        "kind": one.known.incident.kind,
        "at": shapes.moment(one.at),
        "since": shapes.moment(one.since),
        "until": shapes.moment(one.until),
        "severity": one.severity,
        "state": one.state,
        "snoozed_until": shapes.moment(one.state_until),
        "read": one.read,
        "title": one.title,
        "sentence": one.sentence,
        "failed": known.failed if known else found.failed,
        "payments": known.payments if known else found.payments,
        "usual_milli": known.usual_milli if known else expected,
        "looks_like": known.looks_like if known else None,
        "reason": known.reason[0] if known and known.reason else None,
        "reason_failed": known.reason[1] if known and known.reason else None,
        "levels": msgspec.to_builtins(known.levels) if known else [],
        "pieces": msgspec.to_builtins(known.pieces) if known else [],
        "slices": [list(piece) for piece in _slices(one)],
        "impacts": msgspec.to_builtins(one.known.impacts),
        "cost": msgspec.to_builtins(cost),
        "link": one.link,
    }


def _slices(one: Anomaly) -> list[Slice]:
    """What it is about: the slices that explain it, else those of the finding; none: everything."""
    known = one.known
    if known.explained is not None:
        return [(piece.dimension, piece.value) for piece in known.explained.levels]
    return [piece for piece in known.incident.pieces if piece != ALL]


def point(one: Point) -> Record:
    return {**msgspec.structs.asdict(one), "at": shapes.moment(one.at)}
