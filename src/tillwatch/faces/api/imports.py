"""An import for a screen: how far it is, and what it would be."""

import msgspec

from tillwatch.faces.api.shapes import Model, Moment, moment
from tillwatch.intake.backfill import Estimate, Progress
from tillwatch.ledger.questions.scope import Record


class ImportPart(Model):
    resource: str
    state: str
    objects: int
    answer: int | None
    reason: str | None
    permission: str | None


class Import(Model):
    """`state`: none, running, paused (with its connection), done, canceled, failed. `rate` in
    objects a second."""

    state: str
    objects: int
    rate: float | None
    seconds_left: int | None
    complete_back_to: Moment | None
    problem: str | None
    started_at: Moment | None
    ended_at: Moment | None
    resources: list[ImportPart]


class ImportKind(Model):
    """`back`: everything, since (a start date was given), or a number of days. `objects` about,
    `oldest` the first day; null: not known. `reason`: why it cannot be read, or goes back no
    further."""

    resource: str
    title: str
    state: str
    back: str
    objects: int | None
    exact: bool
    oldest: Moment | None
    seconds: int | None
    reason: str | None
    permission: str | None


class ImportPlan(Model):
    """`seconds` in all; lists are read side by side. null: not known."""

    kinds: list[ImportKind]
    objects: int | None
    seconds: int | None
    since: Moment | None


def import_of(progress: Progress) -> Record:
    told: Record = msgspec.to_builtins(progress)
    for name in ("complete_back_to", "started_at", "ended_at"):
        told[name] = moment(told[name])
    return told


def import_plan_of(found: Estimate) -> Record:
    told: Record = msgspec.to_builtins(found)
    kinds = [kind | {"oldest": moment(kind["oldest"])} for kind in told["kinds"]]
    return told | {"kinds": kinds, "since": moment(told["since"])}
