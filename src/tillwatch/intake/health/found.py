"""What Health says. Moments in seconds UTC, spans in what their name says."""

import msgspec

from tillwatch.intake.verify import Compared


class KindHealth(msgspec.Struct, frozen=True, kw_only=True):
    """`way`: webhook or poll, by which the newest came. `last`: its creation."""

    type: str
    way: str
    by_webhook: int
    by_poll: int
    last: int


class WorkHealth(msgspec.Struct, frozen=True, kw_only=True):
    """A standing read: done last, how often, and what it met (None: it went well)."""

    work: str
    done_at: int | None
    every_s: float
    problem: str | None


class Delay(msgspec.Struct, frozen=True, kw_only=True):
    """Between an event and its arrival here, of the last `count` that came so."""

    count: int
    median_ms: int
    worst_ms: int


class TypeHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One type of event that was seen. `how`: webhook, checking or off."""

    type: str
    how: str
    by_webhook: int
    by_checking: int
    last: int


class GroupHealth(msgspec.Struct, frozen=True, kw_only=True):
    """Kinds of event that a person thinks of as one.

    `how`: webhook, checking or off. `every_s`: how often the processor is asked, by webhook to
    find what that missed; None: not at all. `why`: a sentence where there is something to say;
    `turn_on`: what would turn it on, or make it quicker. `silent_since`: the webhook has brought
    nothing of this since, although checking found some.
    """

    name: str
    title: str
    how: str
    every_s: float | None
    why: str | None
    turn_on: list[str]
    last: int | None
    by_webhook: int
    by_checking: int
    webhook_delay: Delay | None
    checking_delay: Delay | None
    silent_since: int | None
    types: list[TypeHealth]


class DayOfRequests(msgspec.Struct, frozen=True, kw_only=True):
    """`day`: 2026-11-21, in UTC. `excluded`: requests that do not count."""

    day: str
    reads: int
    excluded: int
    limited: int


class Requests(msgspec.Struct, frozen=True, kw_only=True):
    """Reads in the last `window_days`, of those that the processor allows; `basis` says how many
    that is. `limited`: how often it asked to slow down. `by_day`: oldest first, no day left out."""

    used: int
    allowed: int
    window_days: int
    excluded: int
    limited: int
    transactions: int
    basis: str
    by_day: list[DayOfRequests]


class NotListed(msgspec.Struct, frozen=True, kw_only=True):
    """A list the import had to leave out, and the permission (slug, name) that would allow it."""

    resource: str
    title: str
    reason: str
    permission: str | None
    permission_name: str | None
    turns_off: str | None


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """All of it in one sentence. `tone`: good, info, warn or bad. `checks_every_s`: None where
    the processor is not asked."""

    tone: str
    says: str
    checks_every_s: float | None
    import_state: str
    complete_back_to: int | None
    compared: Compared | None


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`heard_at`: the last sign of life, by webhook or by asking. `behind`: events on disk that
    are not applied yet, of all connections. `set_aside`: kept but not merged. `undecided`: objects
    that two events of one second left open."""

    status: Status
    heard_at: int | None
    behind: int
    set_aside: int
    undecided: int
    unverified_at: int | None
    groups: list[GroupHealth]
    webhook_delay: Delay | None
    checking_delay: Delay | None
    requests: Requests
    not_listed: list[NotListed]
    kinds: list[KindHealth]
    works: list[WorkHealth]
