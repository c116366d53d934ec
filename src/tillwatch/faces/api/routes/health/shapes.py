"""Health as JSON."""

import msgspec

from tillwatch.faces.api.shapes import Model, Moment, moment
from tillwatch.intake.health import Health
from tillwatch.ledger.questions.scope import Record


class Behind(Model):
    events: int


class KindShown(Model):
    type: str
    way: str
    by_webhook: int
    by_poll: int
    last: Moment


class WorkShown(Model):
    work: str
    done_at: Moment | None
    every_s: float
    problem: str | None


class DelayShown(Model):
    """Between an event and its arrival here, of the last `count` that came so."""

    count: int
    median_ms: int
    worst_ms: int


class TypeShown(Model):
    """`how`: webhook, checking or off."""

    type: str
    how: str
    by_webhook: int
    by_checking: int
    last_at: Moment


class GroupShown(Model):
    """`how`: webhook, checking or off. `every_s`: how often the processor is asked (by webhook: to
    find what that missed), null: not at all. `why`: a sentence where there is something to say;
    `turn_on`: what would turn it on. `silent_since`: the webhook has brought nothing of this
    since, although checking found some."""

    name: str
    title: str
    how: str
    every_s: float | None
    why: str | None
    turn_on: list[str]
    last_at: Moment | None
    by_webhook: int
    by_checking: int
    webhook_delay: DelayShown | None
    checking_delay: DelayShown | None
    silent_since: Moment | None
    types: list[TypeShown]


class Ratio(Model):
    numerator: int
    denominator: int


class RequestsOfDay(Model):
    """`day` in UTC; `excluded`: requests that Stripe does not count."""

    day: str
    reads: int
    excluded: int
    limited: int


class RequestsShown(Model):
    """Reads in the last `window_days` of those Stripe allows; `basis` says how many that is."""

    used: int
    allowed: int
    percent: Ratio
    window_days: int
    excluded: int
    limited: int
    transactions: int
    basis: str
    by_day: list[RequestsOfDay]


class NotListedShown(Model):
    """A list the import had to leave out, and the permission that would allow it."""

    resource: str
    title: str
    reason: str
    permission: str | None
    permission_name: str | None
    turns_off: str | None


class ComparedShown(Model):
    """The last comparison with the processor, in counts."""

    at: Moment
    checked: int
    differences: int
    repaired: int
    not_compared: int


class StatusShown(Model):
    """`says`: all of it in a sentence. `tone`: good, info, warn or bad."""

    tone: str
    says: str
    checks_every_s: float | None
    import_state: str
    complete_back_to: Moment | None
    compared: ComparedShown | None


class HealthShown(Model):
    """`behind`: events on disk that are not in the rows yet. `kinds`: each type of event that was
    seen, `way` (webhook or poll) how the newest came."""

    connection_id: str
    status: StatusShown
    heard_at: Moment | None
    behind: Behind
    set_aside: int
    undecided: int
    unverified_at: Moment | None
    groups: list[GroupShown]
    webhook_delay: DelayShown | None
    checking_delay: DelayShown | None
    requests: RequestsShown
    not_listed: list[NotListedShown]
    kinds: list[KindShown]
    works: list[WorkShown]


class HealthPage(Model):
    data: list[HealthShown]
    next_cursor: None


class AsideShown(Model):
    """`title`: what it is, in words. `code`: unreadable, other_account, other_mode, thin.
    `to_do`: what a person can do about it."""

    id: str
    connection_id: str
    title: str
    type: str | None
    inbox_seq: int | None
    resource: str | None
    object_id: str | None
    code: str
    reason: str
    to_do: str
    size_bytes: int | None
    at: Moment


class AsidePage(Model):
    """The newest of `total`; and the lists that could not be read at all."""

    data: list[AsideShown]
    total: int
    not_listed: list[NotListedShown]
    next_cursor: None


class Retried(Model):
    taken: bool


def shown(connection_id: str, found: Health) -> Record:
    told: Record = msgspec.to_builtins(found)
    requests = told["requests"]
    return {
        "connection_id": connection_id,
        **told,
        "status": _status(told["status"]),
        "heard_at": moment(found.heard_at),
        "unverified_at": moment(found.unverified_at),
        "behind": {"events": found.behind},
        "groups": [_group(group) for group in told["groups"]],
        "requests": requests
        | {"percent": {"numerator": requests["used"], "denominator": requests["allowed"]}},
        "kinds": [{**kind, "last": moment(kind["last"])} for kind in told["kinds"]],
        "works": [{**work, "done_at": moment(work["done_at"])} for work in told["works"]],
    }


def _status(told: Record) -> Record:
    compared = told["compared"]
    return told | {
        "complete_back_to": moment(told["complete_back_to"]),
        "compared": compared and compared | {"at": moment(compared["at"])},
    }


def _group(told: Record) -> Record:
    types = [{**one, "last_at": moment(one.pop("last"))} for one in told["types"]]
    last, since = moment(told.pop("last")), moment(told["silent_since"])
    return told | {"last_at": last, "silent_since": since, "types": types}
