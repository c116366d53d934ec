"""Which lists are read, in which parts, in which order."""

from collections.abc import Sequence

import msgspec

from tillwatch.processors.port import Listing

DAY_S = 86_400
EVENTS = "events"
EVENTS_REACH_S = 30 * DAY_S
PAYOUT_ENTRIES = "payout_entries"
BORDERS_DAYS = (30, 60, 90, 180, 270, 360, 720)
"""Ranges end here, counted back from the start of the import; the last one is open."""
NO_END = 2**62


class Range(msgspec.Struct, frozen=True):
    """Created in [since, until) of one list. `resource` may also be `events` (the event list) or
    `payout_entries` (asked payout by payout, at the end)."""

    resource: str
    since: int
    until: int


def plan(listings: Sequence[Listing], now: int, since: int = 0) -> list[Range]:
    """Every range of an import that begins now and reaches back to `since`, in reading order:
    what is newest first, lists in the processor's order."""
    borders = [now - days * DAY_S for days in BORDERS_DAYS]
    edges = [NO_END, *(edge for edge in borders if edge > since), since]
    steps = list(zip(edges[1:], edges[:-1], strict=True))
    ranges = [Range(EVENTS, max(now - EVENTS_REACH_S, 0), NO_END)]
    for start, end in steps:
        ranges += [Range(one.resource, start, end) for one in listings if one.ranged]
        if end == NO_END:
            whole = [one for one in listings if not one.ranged]
            ranges += [Range(one.resource, 0, NO_END) for one in whole]
    ranges.append(Range(PAYOUT_ENTRIES, 0, NO_END))
    return ranges
