"""How often a rule would have fired: it is judged over the past by the same code that judges it
now, and nothing is written down."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec

from tillwatch.features.monitoring.alerts import watching
from tillwatch.features.monitoring.alerts.detecting import ONLY_NOW, Account
from tillwatch.features.monitoring.alerts.judging import Finding, Memory
from tillwatch.features.monitoring.alerts.ruled import METRIC, Rule
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.store.engine import Store

DAYS_MAX: Final = 400
LIMIT_S: Final = 25.0
FOUND_MAX: Final = 200
PART_S: Final = 10 * DAY
"""Looked over at once."""


async def always() -> bool:
    return True


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """`period`: what was looked over, less than was asked where it took too long (`complete`
    False). `fired`: how often; `found`: the newest of them. `replayed` False: this kind of rule
    knows only how things stand now. `judged`: whether there ever was enough to judge by."""

    period: Period
    complete: bool
    replayed: bool
    judged: bool
    fired: int
    found: list[Finding]


async def tried(
    store: Store,
    lake: Lake,
    rule: Rule,
    accounts: Sequence[Account],
    now: int,
    days: int,
    goes_on: Callable[[], Awaitable[bool]] = always,
) -> Tried:
    """Over the last `days`, of the accounts of one mode. It ends early when it no longer `goes_on`:
    nobody waits for the answer any more."""
    whole = Period(now - days * DAY, now)
    if rule.kind != METRIC:
        found = []
        for account in accounts:
            found += await watching.detect(store, lake, rule, account, whole)
        return _told(rule, whole, now, found, judged=True)
    began, reached = time.monotonic(), whole.start
    memory: Memory = {}
    enough = 0
    episodes: dict[tuple[str, int], Finding] = {}
    while reached < now and time.monotonic() - began < LIMIT_S and await goes_on():
        until = min(reached + PART_S, now)
        watched = await watching.watch(
            lake,
            rule,
            [one.id for one in accounts],
            Period(reached, until),
            memory,
            mode=accounts[0].mode if accounts else "",
            names={one.id: one.name for one in accounts},
            settled=until,
        )
        for finding in watched.findings:
            _note(episodes, finding)
        memory, reached = watched.memory, until
        enough += watched.enough
    return _told(rule, whole, reached, list(episodes.values()), judged=enough > 0)


def _note(episodes: dict[tuple[str, int], Finding], finding: Finding) -> None:
    """What began in one part may end in the next."""
    key = (finding.about, finding.since)
    begun = episodes.get(key)
    if begun is not None:
        finding = msgspec.structs.replace(begun, until=finding.until)
    episodes[key] = finding


def _told(
    rule: Rule, whole: Period, reached: int, found: Sequence[Finding], *, judged: bool
) -> Tried:
    seen = sorted((one for one in found if one.seen > whole.start), key=lambda one: one.seen)
    return Tried(
        period=Period(whole.start, reached),
        complete=reached == whole.end,
        replayed=rule.kind not in ONLY_NOW,
        judged=judged,
        fired=len(seen),
        found=seen[-FOUND_MAX:],
    )
