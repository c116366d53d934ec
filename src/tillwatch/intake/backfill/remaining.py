"""How much longer an import takes.

Each part says how many objects are taken to be in it; what of them is still to be read makes
requests, and the processor's pace says how long those take: as long as the list with most of them,
or as all of them together. An import that was slower than that so far is taken to stay so.
"""

from collections.abc import Collection, Sequence
from math import ceil
from typing import Final

from sqlalchemy import RowMapping

from tillwatch.intake.backfill.parts import PAGE, WAITING
from tillwatch.intake.backfill.plan import PAYOUT_ENTRIES

TAKEN_IN_PER_S: Final = 6000.0
"""Objects a second that are taken in at least; docs/performance.md has the figures."""
BEGINNING_S: Final = 5.0
"""How fast it goes tells nothing yet."""

Rates = tuple[float, float] | None
"""Requests a second in all and of one list; None without limits."""


def seconds(
    parts: Sequence[RowMapping],
    rates: Rates,
    payouts: Collection[str],
    *,
    read: int,
    took_s: float,
) -> int | None:
    """None while it cannot be told. `payouts`: the lists of payouts, each of which is asked about;
    `read` objects in the last `took_s`."""
    waiting = [part for part in parts if part["state"] == WAITING]
    lists = [part for part in waiting if part["resource"] != PAYOUT_ENTRIES]
    if any(part["expected"] is None for part in lists):
        return None
    left: dict[str, float] = {}
    objects = 0
    for part in lists:
        more = max(part["expected"] - part["objects"], 0)
        objects += more
        left[part["resource"]] = left.get(part["resource"], 0.0) + max(more / PAGE, 1.0)
    if len(lists) < len(waiting):
        unasked = _unasked(parts, payouts)
        left[PAYOUT_ENTRIES] = float(unasked)
        objects += unasked
    by_pace = max(_asking(left, rates), objects / TAKEN_IN_PER_S)
    so_far = objects * took_s / read if read and took_s > BEGINNING_S else 0.0
    return max(ceil(max(by_pace, so_far)), 1)


def _unasked(parts: Sequence[RowMapping], payouts: Collection[str]) -> int:
    """Payouts that were not asked about yet, each with a request."""
    known: int = sum(
        part["expected"] or part["objects"] for part in parts if part["resource"] in payouts
    )
    asked: int = sum(part["objects"] for part in parts if part["resource"] == PAYOUT_ENTRIES)
    return max(known - asked, 0)


def _asking(left: dict[str, float], rates: Rates) -> float:
    if rates is None or not left:
        return 0.0
    in_all, of_one = rates
    return max(sum(left.values()) / in_all, max(left.values()) / of_one)
