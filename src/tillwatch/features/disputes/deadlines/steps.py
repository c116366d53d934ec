"""Which reminder of a deadline is due. Pure.

When several have fallen due since the last look (the account has just come, or nobody ran this
meanwhile), only the most urgent is given, and the others count as given.
"""

from collections.abc import Collection
from typing import Final

import msgspec

HOUR_S: Final = 3_600
DAY_S: Final = 86_400


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """`before_s`: so long before the deadline. `left`: that in words. `severity`: of its alert."""

    name: str
    before_s: int
    left: str
    severity: str


STEPS: Final = (
    Step(name="7d", before_s=7 * DAY_S, left="7 days", severity="note"),
    Step(name="3d", before_s=3 * DAY_S, left="3 days", severity="warning"),
    Step(name="1d", before_s=DAY_S, left="1 day", severity="critical"),
    Step(name="6h", before_s=6 * HOUR_S, left="6 hours", severity="critical"),
)
"""The most urgent last."""
FARTHEST_S: Final = STEPS[0].before_s


class Due(msgspec.Struct, frozen=True):
    """`tell`: None, nothing is due. `passed`: the names of all steps whose time has come."""

    tell: Step | None
    passed: tuple[str, ...]


def due(due_by: int, now: int, given: Collection[str]) -> Due:
    """`given`: names of steps that were given for this deadline. Nothing once it has passed."""
    if now >= due_by:
        return Due(None, ())
    passed = [one for one in STEPS if now >= due_by - one.before_s]
    last = passed[-1] if passed else None
    is_new = last is not None and last.name not in given
    return Due(last if is_new else None, tuple(one.name for one in passed))
