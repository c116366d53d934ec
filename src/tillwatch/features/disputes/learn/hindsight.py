"""What would have been forecast of cases that were decided before anybody could see a chance.

An account comes with its past. Each closed case of it is given the chance that it would have had
when it opened: by what was known of it then, and by what only those cases teach that a bank had
decided by that day. So nothing of the answer is in the forecast, and a business sees on its first
day how good the chances are for it. Learning anew for each case would take long: it is done for
each twelfth of the cases, with what was decided when the twelfth began.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from tillwatch.features.disputes.learn import fitting
from tillwatch.features.disputes.learn.known import MICRO, Closed, Learned
from tillwatch.features.disputes.learn.learning import MILLI, learn, logit

MOST: Final = 240
"""The newest so many cases are looked at."""
TURNS: Final = 12
PERCENT: Final = 10_000


def foretold(closed: Iterable[Closed]) -> list[Closed]:
    """Decided cases that were shown no chance, each with the one it would have had."""
    decided = sorted(
        (one for one in closed if one.decided and one.parts),
        key=lambda one: (one.opened, one.id),
    )
    past = [one for one in decided if one.forecast_ppm is None][-MOST:]
    size = max(-(-len(past) // TURNS), 1)
    found = []
    for start in range(0, len(past), size):
        some = past[start : start + size]
        learned = learn(one for one in decided if one.closed <= some[0].opened)
        found += [_told(one, learned) for one in some]
    return found


def _told(one: Closed, learned: Learned) -> Closed:
    return msgspec.structs.replace(one, forecast_ppm=chance(one, learned))


def chance(one: Closed, learned: Learned) -> int:
    """As the score adds it up, in whole percents, in millionths."""
    parts = sum(_moved(part, learned.scales.get(name, MILLI)) for name, part in one.parts.items())
    record = learned.reasons.get(one.reason)
    own = learned.offset + (record.offset if record else 0) if learned.counts else 0
    raw = MICRO * fitting.chance(logit(one.start_ppm / MICRO) + (parts + own) / MICRO)
    return min(max((round(raw) + PERCENT // 2) // PERCENT, 1), 99) * PERCENT


def _moved(part: int, scale: int) -> int:
    return part * scale // MILLI
