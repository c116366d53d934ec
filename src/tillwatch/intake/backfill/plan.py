"""Which lists are read, and how far back. How each is cut into parts is decided while it is read:
see `parts`."""

from collections.abc import Sequence

import msgspec

from tillwatch.processors.port import Listing

DAY_S = 86_400
EVENTS = "events"
EVENTS_REACH_S = 30 * DAY_S
PAYOUT_ENTRIES = "payout_entries"
NO_END = 2**62


class Range(msgspec.Struct, frozen=True):
    """Created in [since, until) of one list. `resource` may also be `events` (the event list) or
    `payout_entries` (asked payout by payout)."""

    resource: str
    since: int
    until: int


def plan(listings: Sequence[Listing], now: int, since: int = 0) -> list[Range]:
    """Every list of an import that begins now and reaches back to `since`."""
    lists = [Range(one.resource, since if one.ranged else 0, NO_END) for one in listings]
    events = Range(EVENTS, max(now - EVENTS_REACH_S, 0), NO_END)
    return [events, *lists, Range(PAYOUT_ENTRIES, 0, NO_END)]
