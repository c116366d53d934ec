"""The round each minute: each account whose history is here is judged up to now.

Where it was looked at a while ago, or never, the time between passes minute by minute as it would
have: of a new account the last three months, so that the list says what would have been told; and
the same again where somebody chose how much it takes. What is not known to be complete (a paused
account, an event list that could not be read) is not judged before it is.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from tillwatch.features.monitoring.again import each_minute
from tillwatch.features.monitoring.alerts.detecting.seen import Account
from tillwatch.features.monitoring.anomalies import impact, kept, passing, reading, sensing
from tillwatch.features.monitoring.anomalies.kept import Known, Reached
from tillwatch.features.monitoring.anomalies.noticing.drift import followed
from tillwatch.features.monitoring.anomalies.noticing.replay import MEMORY_DAYS, passed
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
        if account.known_until is not None:
            now = min(now, account.known_until - account.known_until % MINUTE)
        before = await kept.reached(self._store, account.id)
        sense = await sensing.chosen(self._store)
        anew = before is not None and before.sensitivity != sense
        if before is not None and before.until >= now and not anew:
            return 0
        budget = sensing.budget(sense)
        until = before.until if before is not None and not anew else None
        latest = await kept.latest(self._store, account.id)
        known = [one for one in latest if one.kind == "drift" or not anew]
        if until is None or now - until > BRIEF_S:
            start = until if until is not None else now - passing.BACK_S
            found = await self._long(account, known, start, now, budget)
        else:
            found = await self._brief(account, known, until - LATE_S, now, budget)
        if until is None or until // DAY < now // DAY:
            seen = [*known, *(one.incident for one in found)]
            found += await self._slow(account, seen, now, budget)
        first = before.since if before is not None else now - passing.BACK_S
        reached = Reached(since=first, until=now, sensitivity=sense)
        since = now - passing.BACK_S if anew else None
        return await kept.keep(self._store, account.id, account.mode, found, reached, anew=since)

    async def _long(
        self, account: Account, known: list[Incident], start: int, now: int, budget: float
    ) -> list[Known]:
        most = reading.TRIES_MAX
        tries = await passing.tries_for(self._lake, account.id, start, now, most)
        if not tries:
            return await self._brief(account, known, now - BRIEF_S, now, budget)
        found = await passing.judged(tries, known, start, now, budget)
        return [passing.told(incident, tries, usual) for incident, usual in found]

    async def _brief(
        self, account: Account, known: list[Incident], start: int, now: int, budget: float
    ) -> list[Known]:
        usual = await self._usual_of(account, known, now)
        if usual is None:
            return []
        tries = await reading.tries(self._lake, account.id, Period(start - BEFORE_S, now))
        latest = {one.kind: one for one in known}
        watch = Watch(
            usual,
            declines=latest.get("declines"),
            silence=latest.get("silence"),
            budget=budget,
        )
        found = {(one.kind, one.since): one for one in passed(watch, tries, start, now)}
        return [passing.told(incident, tries, usual) for incident in found.values()]

    async def _slow(
        self, account: Account, known: list[Incident], now: int, budget: float
    ) -> list[Known]:
        """Once a day, over the whole days before."""
        usual = await self._usual_of(account, known, now)
        if usual is None:
            return []
        end = now - now % DAY
        period = Period(end - MEMORY_DAYS * DAY, end)
        masked = [Period(one.since, one.until) for one in known if one.kind != "drift"]
        days = await reading.days(self._lake, account.id, period, masked)
        latest = {one.kind: one for one in known}.get("drift")
        found = followed(days, latest, period.start, end, budget)
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
