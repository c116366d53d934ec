"""Time that has passed, judged minute by minute as it would have been: of a new account, after a
pause, and again where somebody chose how much it takes until something is told."""

import asyncio
from collections.abc import Sequence
from typing import Final

from tillwatch.features.monitoring.anomalies import explain, impact, reading, sensing
from tillwatch.features.monitoring.anomalies.kept import Known
from tillwatch.features.monitoring.anomalies.noticing.replay import MEMORY_DAYS, replayed
from tillwatch.features.monitoring.anomalies.noticing.tries import Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, Usual
from tillwatch.features.monitoring.anomalies.noticing.watch import Incident
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake

BACK_S: Final = 91 * DAY
"""So much passes of an account's history."""
TRIED_MAX: Final = 40_000
"""Tries that pass while somebody waits; of more it is not told beforehand."""


async def tries_for(lake: Lake, account_id: str, start: int, end: int, most: int) -> list[Try]:
    """All that it takes to judge that time; none where there are more than so many."""
    period = Period(start - MEMORY_DAYS * DAY, end)
    if await reading.count(lake, account_id, period) > most:
        return []
    return await reading.tries(lake, account_id, period)


async def judged(
    tries: Sequence[Try], known: Sequence[Incident], start: int, end: int, budget: float
) -> list[tuple[Incident, Usual]]:
    """Each incident as it was when it was last heard of, with what was usual then. `known`: those
    before."""
    before = [one for one in known if one.since < start]
    found: dict[tuple[str, int], tuple[Incident, Usual]] = {}
    for day in replayed(tries, start, end, before, budget):
        found |= {(one.kind, one.since): (one, usual) for one, usual in day}
        await asyncio.sleep(0)  # others have their turn between two days
    return list(found.values())


async def tried(lake: Lake, account_id: str, now: int) -> dict[str, int] | None:
    """How many incidents each choice would have told in that time; None where there is too much to
    pass while somebody waits, or nothing."""
    start = now - BACK_S
    tries = await tries_for(lake, account_id, start, now, TRIED_MAX)
    if not tries:
        return None
    return {
        name: len(await judged(tries, (), start, now, budget))
        for name, budget in sensing.BUDGETS.items()
    }


def told(incident: Incident, tries: Sequence[Try], usual: Usual) -> Known:
    """With what explains it and what it costs."""
    lasted = incident.until - incident.since
    if incident.kind == "silence":
        missing = max(0.0, incident.finding.expected - incident.finding.payments)
        lost = impact.of_silence(usual, round(missing * 1000), lasted)
        return Known(incident=incident, explained=None, impacts=tuple(lost))
    some = [one for one in tries if incident.since <= one.at <= incident.until]
    explained = explain.explained(some, usual)
    if explained.looks_like == "card_testing":
        return Known(incident=incident, explained=explained, impacts=())
    lost = impact.of_failures(some, explained.usual_milli, lasted)
    return Known(incident=incident, explained=explained, impacts=tuple(lost))
