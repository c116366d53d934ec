"""Rules and alerts as JSON."""

from typing import Any

import msgspec

from tillwatch.faces.api import shapes
from tillwatch.faces.api.shapes import Model, Moment
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.features.monitoring.alerts.kept.inbox import Alert
from tillwatch.features.monitoring.alerts.kept.noise import Noise
from tillwatch.features.monitoring.alerts.kept.rules import Kept
from tillwatch.features.monitoring.alerts.trying import Tried
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person


class NoiseShown(Model):
    """Of the last 12 weeks: how often it fired, and what became of that. `ignored`: nobody read,
    snoozed or resolved it. `by_week`: the oldest first. `lately`: of the last 30 days;
    `lately_quiet`: of these, how many waited for quiet hours to end; `lately_mine`: how many
    whoever asks read."""

    fired: int
    read: int
    resolved: int
    snoozed: int
    ignored: int
    last: Moment | None
    by_week: list[int]
    lately: int
    lately_quiet: int
    lately_mine: int


class AlertRuleShown(Model):
    """`definition`: as it was given, with everything left out filled in. `recommended`: the name of
    the rule that comes with Tillwatch. `judged_until`: null before its first look."""

    id: str
    name: str
    description: str
    kind: str
    definition: dict[str, Any]
    enabled: bool
    recommended: str | None
    created: Moment
    changed: Moment
    judged_until: Moment | None
    noise: NoiseShown


class AlertRulePage(Model):
    data: list[AlertRuleShown]
    next_cursor: str | None


class AlertShown(Model):
    """`at`: when it was told; `since` and `until`: how long it was so, `until` null: it still is.
    `severity`: critical, warning, note. `state`: open, snoozed (until `snoozed_until`), resolved.
    `connection_id` null: of several accounts. `figures`: what was measured, against what, or which
    objects it is about. `link`: a screen about it."""

    id: str
    rule_id: str | None
    rule: str | None
    connection_id: str | None
    at: Moment
    since: Moment
    until: Moment | None
    severity: str
    state: str
    snoozed_until: Moment | None
    title: str
    sentence: str
    figures: dict[str, Any]
    link: str | None
    read: bool


class AlertPage(Model):
    data: list[AlertShown]
    next_cursor: str | None


class AlertCounts(Model):
    """`waiting`: for whoever asks; `unread` and `critical`: of these."""

    waiting: int
    unread: int
    critical: int


class WouldHave(Model):
    """`at`: when it would have been told."""

    at: Moment
    since: Moment
    until: Moment | None
    title: str
    sentence: str
    connection_id: str | None


class TriedShown(Model):
    """`fired`: how often it would have; `found`: the newest of them, the oldest first. `start`,
    `end`: what was looked over, less than asked where it took too long (`complete` false).
    `replayed` false: this kind knows only how things stand now. `judged` false: there never was
    enough to judge by."""

    livemode: bool
    start: Moment
    end: Moment
    complete: bool
    replayed: bool
    judged: bool
    fired: int
    found: list[WouldHave]


def whose(asker: Person) -> str:
    """Under which id they read alerts."""
    return asker.person_id or asker.id


def rule(kept: Kept, noise: Noise) -> Record:
    given = kept.rule
    judged = [one.judged for one in kept.reached.values()]
    return {
        "id": given.id,
        "name": given.name,
        "description": given.description,
        "kind": given.kind,
        "definition": msgspec.to_builtins(given.definition),
        "enabled": given.enabled,
        "recommended": given.recommended,
        "created": shapes.moment(kept.created),
        "changed": shapes.moment(kept.changed),
        "judged_until": shapes.moment(min(judged, default=None)),
        "noise": {**msgspec.to_builtins(noise), "last": shapes.moment(noise.last)},
    }


def alert(one: Alert, names: dict[str, str], now: int) -> Record:
    is_over = one.state == "snoozed" and (one.state_until or 0) <= now
    return {
        "id": one.id,
        "rule_id": one.rule_id,
        "rule": names.get(one.rule_id or ""),
        "connection_id": one.connection_id,
        "at": shapes.moment(one.at),
        "since": shapes.moment(one.since),
        "until": shapes.moment(one.until),
        "severity": one.severity,
        "state": "open" if is_over else one.state,
        "snoozed_until": None if is_over else shapes.moment(one.state_until),
        "title": one.title,
        "sentence": one.sentence,
        "figures": one.figures,
        "link": one.link,
        "read": one.read,
    }


def tried(found: Tried, *, livemode: bool) -> Record:
    return {
        "livemode": livemode,
        "start": shapes.moment(found.period.start),
        "end": shapes.moment(found.period.end),
        "complete": found.complete,
        "replayed": found.replayed,
        "judged": found.judged,
        "fired": found.fired,
        "found": [_would(one) for one in found.found],
    }


def _would(one: Finding) -> Record:
    return {
        "at": shapes.moment(one.seen),
        "since": shapes.moment(one.since),
        "until": shapes.moment(one.until),
        "title": one.title,
        "sentence": one.sentence,
        "connection_id": one.connection_id,
    }
