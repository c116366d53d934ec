"""The round each minute: each account whose history is here is judged up to now.

Where it was looked at a while ago, or never, the time between passes minute by minute as it would
have: of a new account the last three months, so that the list says what would have been told.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from tillwatch.features.monitoring.again import each_minute
from tillwatch.features.monitoring.alerts.detecting.seen import Account
from tillwatch.features.monitoring.anomalies import explain, impact, kept, reading
from tillwatch.features.monitoring.anomalies.kept import Known
from tillwatch.features.monitoring.anomalies.noticing.drift import followed
from tillwatch.features.monitoring.anomalies.noticing.replay import (
    MEMORY_DAYS,
    passed,
    replayed,
)
from tillwatch.features.monitoring.anomalies.noticing.tries import Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, HOUR, Usual
from tillwatch.features.monitoring.anomalies.noticing.watch import Incident, Watch
from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.store.engine import Store

MINUTE: Final = 60
LATE_S: Final = 3 * MINUTE
"""Data may come so late: the last minutes are judged again."""
BACK_S: Final = 91 * DAY
"""So much of a new account's history passes."""
BRIEF_S: Final = 6 * HOUR
"""A longer time between two looks passes day by day, each with what was usual then."""
BEFORE_S: Final = DAY + HOUR
"""Tries before the look that its windows need."""

log = logging.getLogger(__name__)
Accounts = Callable[[], Awaitable[Sequence[Account]]]


class Lookout:
    """`ring`: called when something new was found."""

    def __init__(
        self,
        store: Store,
        lake: Lake,
        clock: Clock,
        accounts: Accounts,
        ring: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._lake = lake
        self._clock = clock
        self._accounts = accounts
        self._ring = ring
        self._waits = False
        self._usual: dict[str, tuple[int, Usual | None]] = {}

    async def keep(self, goes_on: Callable[[], bool]) -> None:
        """Look each minute as long as it `goes_on`."""
        sentence = "Anomalies could not be looked for"
        await each_minute(self.once, goes_on, sentence, lambda: self._waits)

    async def once(self) -> int:
        """One look; how many incidents are new."""
        now = int(self._clock.now())
        now -= now % MINUTE
        added = 0
        known = await self._accounts()
        self._waits = not all(one.ready for one in known)
        for account in known:
            if account.ready:
                try:
                    added += await self._look(account, now)
                except (errors.BadInput, errors.Unavailable) as problem:
                    log.warning("“%s” was not looked at: %s", account.name, problem)
        if added:
            self._ring()
        return added

    async def _look(self, account: Account, now: int) -> int:
        until = await kept.reached(self._store, account.id)
        if until is not None and until >= now:
            return 0
        known = await kept.latest(self._store, account.id)
        if until is None or now - until > BRIEF_S:
            found = await self._long(account, known, until or now - BACK_S, now)
        else:
            found = await self._brief(account, known, until - LATE_S, now)
        if until is None or until // DAY < now // DAY:
            seen = [*known, *(one.incident for one in found)]
            found += await self._slow(account, seen, now)
        return await kept.keep(self._store, account.id, account.mode, found, now)

    async def _long(
        self, account: Account, known: list[Incident], start: int, now: int
    ) -> list[Known]:
        period = Period(start - MEMORY_DAYS * DAY, now)
        if await reading.count(self._lake, account.id, period) > reading.TRIES_MAX:
            return await self._brief(account, known, now - BRIEF_S, now)
        tries = await reading.tries(self._lake, account.id, period)
        before = [one for one in known if one.since < start]
        found: dict[tuple[str, int], tuple[Incident, Usual]] = {}
        for day in replayed(tries, start, now, before):
            found |= {(one.kind, one.since): (one, usual) for one, usual in day}
            await asyncio.sleep(0)  # others have their turn between two days
        return [told(incident, tries, usual) for incident, usual in found.values()]

    async def _brief(
        self, account: Account, known: list[Incident], start: int, now: int
    ) -> list[Known]:
        usual = await self._usual_of(account, known, now)
        if usual is None:
            return []
        tries = await reading.tries(self._lake, account.id, Period(start - BEFORE_S, now))
        latest = {one.kind: one for one in known}
        watch = Watch(usual, declines=latest.get("declines"), silence=latest.get("silence"))
        found = {(one.kind, one.since): one for one in passed(watch, tries, start, now)}
        return [told(incident, tries, usual) for incident in found.values()]

    async def _slow(self, account: Account, known: list[Incident], now: int) -> list[Known]:
        """Once a day, over the whole days before."""
        usual = await self._usual_of(account, known, now)
        if usual is None:
            return []
        end = now - now % DAY
        period = Period(end - MEMORY_DAYS * DAY, end)
        masked = [Period(one.since, one.until) for one in known if one.kind != "drift"]
        days = await reading.days(self._lake, account.id, period, masked)
        latest = {one.kind: one for one in known}.get("drift")
        found = followed(days, latest, period.start, end)
        if found is None:
            return []
        incident, drift = found
        excess = max(0.0, incident.finding.failed - incident.finding.expected)
        lost = impact.of_silence(usual, round(excess * 1000), end - incident.since)
        return [Known(incident=incident, explained=None, impacts=tuple(lost), drift=drift)]

    async def _usual_of(
        self, account: Account, known: Sequence[Incident], now: int
    ) -> Usual | None:
        """Asked for once an hour."""
        hour, usual = self._usual.get(account.id, (0, None))
        if hour != now // HOUR:
            periods = [Period(one.since, one.until) for one in known if one.kind != "drift"]
            usual = await reading.known_usual(self._lake, account.id, now, periods)
            self._usual[account.id] = (now // HOUR, usual)
        return usual


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
