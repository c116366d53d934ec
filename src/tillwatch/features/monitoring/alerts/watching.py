"""Judges a rule over a stretch of time: the minutes since the last look, or ninety days of history.

Both go the same way: the moments at which the rule is judged, the windows they touch, one look
after the other with what is remembered.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from tillwatch.features.monitoring.alerts import gathering, saying, several
from tillwatch.features.monitoring.alerts.detecting import DETECTORS, Account, Seen
from tillwatch.features.monitoring.alerts.judging import Finding, Memory, is_enough, judge
from tillwatch.features.monitoring.alerts.judging.judge import Episode
from tillwatch.features.monitoring.alerts.ruled import DETECTORS as PARAMETERS
from tillwatch.features.monitoring.alerts.ruled import Rule, frames
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.store.engine import Store

STRETCH_S: Final = {"hour": 7 * DAY, "day": 30 * DAY, "week": 90 * DAY, "month": 180 * DAY}
"""Gathered at once, so that a long replay needs little memory."""
BREATH: Final = 200
"""After so many looks others get their turn."""


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """`memory`: as it was after the last moment up to `settled`; episodes may begin after it.
    `enough`: at how many of the moments there was enough to judge by."""

    findings: list[Finding]
    memory: Memory
    settled: int
    enough: int


async def watch(
    lake: Lake,
    rule: Rule,
    connections: Sequence[str],
    period: Period,
    memory: Memory,
    *,
    mode: str,
    names: Mapping[str, str],
    settled: int,
    told: Callable[[int], None] = lambda _moment: None,
) -> Watched:
    """Judge at each moment after `period.start` up to `period.end`. What comes after `settled` may
    be judged again, because data may come late. `told` hears how far it is."""
    given = rule.definition
    all_moments = frames.moments(given.frame, period.start, period.end)
    kept, reached = memory, period.start
    open_: dict[str, Finding] = {}
    found: list[Finding] = []
    enough = 0
    stretch = STRETCH_S[given.frame.unit]
    while all_moments:
        some = [moment for moment in all_moments if moment < all_moments[0] + stretch]
        all_moments = all_moments[len(some) :]
        series = await gathering.series(lake, given, connections, some)
        for number, moment in enumerate(some):
            if number % BREATH == 0:
                await asyncio.sleep(0)
            look = gathering.look(given, series, moment)
            enough += is_enough(given, look)
            look = await several.hit(lake, given, connections, look)
            episodes, memory = judge(given, look, memory)
            for episode in episodes:
                _note(rule, episode, names, mode, open_, found)
            if moment <= settled:
                kept, reached = memory, moment
        told(some[-1])
    every = [*found, *open_.values()]
    return Watched(findings=every, memory=kept, settled=reached, enough=enough)


async def detect(
    store: Store, lake: Lake, rule: Rule, account: Account, period: Period
) -> list[Finding]:
    """What a detector finds in one account."""
    given = {**PARAMETERS[rule.kind], **rule.definition.parameters}
    return await DETECTORS[rule.kind](
        Seen(lake=lake, store=store, account=account, period=period, parameters=given)
    )


def _note(
    rule: Rule,
    episode: Episode,
    names: Mapping[str, str],
    mode: str,
    open_: dict[str, Finding],
    found: list[Finding],
) -> None:
    """An episode that ends completes the one that began; one from an earlier stretch stands alone,
    to end what is kept."""
    one = saying.finding(rule, episode, names, mode)
    if episode.until is None:
        open_[one.about] = one
        return
    begun = open_.pop(one.about, one)
    found.append(msgspec.structs.replace(begun, until=episode.until))
