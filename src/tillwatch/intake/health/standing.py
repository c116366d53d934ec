"""How a connection is read: by webhook, by asking for events, by reading lists, or not, and why.

The rules are those of `intake.account`: the event list is asked for the kinds that do not come by
webhook, and now and then for all of them; a key that may not read events, without a webhook, has
the newest of its lists read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tillwatch.intake.connections import Connection
from tillwatch.intake.health.look import Looked
from tillwatch.processors.port import Processor

REFUSED_S: Final = 960.0
"""A key that is refused is tried again after 15 minutes (`intake.account`)."""
TO_WEBHOOK: Final = "Choose these events at the webhook endpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`hooks`: a webhook can be verified; `hooked`: events come by it, since `hooked_at`; what was
    seen before tells nothing about it. `checks`: the event list is asked; `heads`: the newest of
    the lists of the kinds `listed`, instead. `why_off`: a sentence for what comes neither way;
    `turn_on`: what would help."""

    hooks: bool
    hooked: bool
    hooked_at: int
    checks: bool
    heads: bool
    poll_s: float
    gap_s: float
    heads_s: float
    listed: frozenset[str]
    why_off: str
    turn_on: Sequence[str]


def of(connection: Connection, processor: Processor, looked: Looked, now: float) -> Standing:
    missing = {grant.slug for grant in connection.grants if grant.granted is False}
    events = processor.events_permission not in missing
    asks = connection.has_key and not connection.paused and not _refused(connection, looked, now)
    hooked = connection.has_secret and any(
        row["by_webhook"] and row["last_webhook"] >= (row["last_poll"] or 0) for row in looked.kinds
    )
    why_off, turn_on = _off(connection, processor)
    return Standing(
        hooks=connection.has_secret,
        hooked=hooked,
        hooked_at=connection.first_event_at or 0,
        checks=asks and events,
        heads=asks and not events and not hooked,
        poll_s=looked.work("poll").every_s,
        gap_s=looked.work("gap").every_s,
        heads_s=looked.work("heads").every_s,
        listed=frozenset(
            one.kind for one in processor.listings if one.ranged and one.permission not in missing
        ),
        why_off=why_off,
        turn_on=turn_on,
    )


def _refused(connection: Connection, looked: Looked, now: float) -> bool:
    """Whether the key no longer opens anything: it is not even tried as often as it should."""
    poll = looked.work("poll")
    late = poll.done_at is None or now - poll.done_at > 2 * poll.every_s + REFUSED_S
    return connection.state == "needs_attention" and late


def _off(connection: Connection, processor: Processor) -> tuple[str, list[str]]:
    """What to say of a kind that comes neither by webhook nor by asking."""
    label = processor.label
    if connection.paused:
        return f"The connection is paused, so {label} is not asked.", ["Resume the connection"]
    if not connection.has_key:
        return (
            f"None has come by webhook yet, and without a key {label} cannot be asked.",
            [TO_WEBHOOK, "Add a key"],
        )
    if connection.state == "needs_attention" and connection.reason:
        return connection.reason, ["Replace the key"]
    permission = {one.slug: one.name for one in processor.permissions}[processor.events_permission]
    return (
        "None has come by webhook yet, and the key may not read events.",
        [permission, TO_WEBHOOK],
    )
