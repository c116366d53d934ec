"""Anomalies as JSON."""

import msgspec

from tillwatch.faces.api import shapes
from tillwatch.faces.api.shapes import Model, Moment
from tillwatch.features.monitoring.anomalies.listing import Anomaly
from tillwatch.features.monitoring.anomalies.noticing import usual
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
    """Sales missed, in minor units; `payments` that came to nothing; `a_year`: if it went on like
    this for a year."""

    currency: str
    amount: int
    payments: int
    a_year: int


class AnomalyShown(Model):
    """`kind`: declines, silence or drift (slow). `at`: when it was found; `until` null: it goes on.
    `failed` of `payments`, where `usual_milli` thousandths of one are usual (of silence: sales).
    `levels`: the slice that holds most of it, and one within it; `pieces`: slices each by itself.
    `looks_like`: outage, card_testing or null. `state`: open, snoozed or resolved; it is an alert
    of this id."""

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
    impacts: list[ImpactShown]
    link: str | None


class AnomalyPage(Model):
    data: list[AnomalyShown]
    next_cursor: str | None


class PointShown(Model):
    """`counted` from `at` on, where `usual_milli` thousandths are usual. Fewer than `lower` or more
    than `upper`: once in a thousand times; more than `critical`: once in a million."""

    at: Moment
    counted: int
    usual_milli: int
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


class WatchedShown(Model):
    """`until`: up to when an account was looked at; null: not yet. `enough`: whether there is the
    history that it takes, `days_min` days and `payments_min` payments; below it nothing is said."""

    connection_id: str
    until: Moment | None
    enough: bool
    days_min: int
    payments_min: int


class WatchedList(Model):
    data: list[WatchedShown]


MINIMUM: Record = {"days_min": usual.DAYS_MIN, "payments_min": usual.PAYMENTS_MIN}


def anomaly(one: Anomaly) -> Record:
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
        "impacts": msgspec.to_builtins(one.known.impacts),
        "link": one.link,
    }


def point(one: Point) -> Record:
    return {**msgspec.structs.asdict(one), "at": shapes.moment(one.at)}
