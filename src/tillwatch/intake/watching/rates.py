"""How much was done lately, by all processes together, from the trails they write down."""

from collections.abc import Iterable
from typing import Final

import msgspec

from tillwatch.intake.nodes import Node
from tillwatch.intake.process import SLOT_S, SLOTS

MINUTE_S: Final = 60


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """Deliveries accepted and applied in `SLOT_S` from `at` (seconds UTC) on."""

    at: int
    accepted: int
    applied: int


def trail(nodes: Iterable[Node], now: float) -> list[Slot]:
    """The last ten minutes, oldest first, no slot left out. The slot under way is not in it: not
    every process has told of it yet."""
    counts: dict[int, tuple[int, int]] = {}
    for one in nodes:
        for slot, accepted, applied in one.figures["trail"]:
            before = counts.get(slot, (0, 0))
            counts[slot] = (before[0] + accepted, before[1] + applied)
    end = int(now) // SLOT_S
    told = ((slot, *counts.get(slot, (0, 0))) for slot in range(end - SLOTS, end))
    return [
        Slot(at=slot * SLOT_S, accepted=accepted, applied=applied)
        for slot, accepted, applied in told
    ]


def last_minute(slots: list[Slot]) -> tuple[int, int]:
    """Accepted and applied in the last minute of a trail."""
    lately = slots[-MINUTE_S // SLOT_S :]
    return sum(one.accepted for one in lately), sum(one.applied for one in lately)
