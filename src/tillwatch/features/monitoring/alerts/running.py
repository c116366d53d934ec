"""Looks each minute: what each rule that is on finds since it was judged last.

One node does it, whoever holds the installation's lease; were there two for a moment, an alert's
cause is unique. A rule is judged for the accounts of one mode together, live and test by
themselves, and not for an account whose history is still arriving: half of it would be an alarm.
When an account is new, its last weeks are looked over once, so that the list says what would have
been told. Data may come late: the last minutes are judged again at each look.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection

from tillwatch.features.monitoring.again import each_minute
from tillwatch.features.monitoring.alerts import watching
from tillwatch.features.monitoring.alerts.detecting import LASTING, Account
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.features.monitoring.alerts.kept import found, rules
from tillwatch.features.monitoring.alerts.kept.rules import Kept, Reached
from tillwatch.features.monitoring.alerts.ruled import METRIC, Rule, frames
from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.store.engine import Store

BACK_S: Final = 45 * DAY
"""So much of a new account's history is looked over."""
LATE_S: Final = {"hour": 900, "day": 6 * 3600, "week": DAY, "month": DAY}
"""For so long what is judged may change, by the unit of the window."""
LATE_DETECTED_S: Final = 2 * DAY
SELDOM_S: Final = {
    "card_testing": 120,
    "new_fee": 3600,
    "payout_failed": 600,
    "payout_late": 600,
    "silence": 300,
    "programme": 3600,
    "expiring_cards": 3600,
}
"""How often at most a detector looks, where not each minute."""

log = logging.getLogger(__name__)
Accounts = Callable[[], Awaitable[Sequence[Account]]]
"""The accounts there are, as the worker knows them."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A rule for the accounts of one mode. `since`: where to begin; `known`: the accounts that it
    was judged for before."""

    kept: Kept
    mode: str
    accounts: Sequence[Account]
    since: Reached
    known: frozenset[str]

    @property
    def is_history(self) -> bool:
        """Whether it is the first look over one of the accounts."""
        return not {one.id for one in self.accounts} <= self.known

    def reached(self, until: int, judged: int) -> Reached:
        ids = tuple(one.id for one in self.accounts)
        return Reached(until=until, judged=judged, accounts=ids)


class Watch:
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
        self._waits = True

    async def keep(self, goes_on: Callable[[], bool]) -> None:
        """Look each minute as long as it `goes_on`; sooner while an account is not ready."""
        sentence = "Alerts could not be looked for"
        await each_minute(self.once, goes_on, sentence, lambda: self._waits)

    async def once(self) -> int:
        """One look; how many alerts are new."""
        now = int(self._clock.now())
        await rules.provide(self._store, now)
        known = await self._accounts()
        accounts = [one for one in known if one.ready]
        self._waits = len(accounts) < len(known)
        added = 0
        for kept in await rules.everything(self._store):
            if kept.rule.enabled:
                try:
                    added += await self._judge(kept, accounts, now)
                except (errors.BadInput, errors.Unavailable) as problem:
                    log.warning("The rule “%s” was not judged: %s", kept.rule.name, problem)
        if added:
            self._ring()
        return added

    async def _judge(self, kept: Kept, accounts: Sequence[Account], now: int) -> int:
        added = 0
        reached = dict(kept.reached)
        for part in _parts(kept, accounts, now):
            look = self._tested if kept.rule.kind == METRIC else self._detected
            seen = await look(part, now)
            if seen is None:
                continue
            reached[part.mode], findings = seen
            added += await self._write(part, findings, dict(reached), now)
        return added

    async def _tested(self, part: Part, now: int) -> tuple[Reached, list[Finding]] | None:
        """None: no window has ended since."""
        rule, frame = part.kept.rule, part.kept.rule.definition.frame
        if not frames.moments(frame, max(part.since.judged, part.since.until), now):
            return None
        watched = await watching.watch(
            self._lake,
            rule,
            [one.id for one in part.accounts],
            Period(part.since.until, now),
            part.since.memory,
            mode=part.mode,
            names={one.id: one.name for one in part.accounts},
            settled=now - LATE_S[frame.unit],
        )
        reached = part.reached(watched.settled, now)
        return msgspec.structs.replace(reached, memory=watched.memory), watched.findings

    async def _detected(self, part: Part, now: int) -> tuple[Reached, list[Finding]] | None:
        """None: it looked a moment ago."""
        rule = part.kept.rule
        if now - part.since.until < SELDOM_S.get(rule.kind, 1):
            return None
        findings: list[Finding] = []
        for account in part.accounts:
            late = part.since.until - LATE_DETECTED_S
            since = max(late, now - BACK_S) if account.id in part.known else now - BACK_S
            period = Period(since, now)
            findings += await watching.detect(self._store, self._lake, rule, account, period)
        return part.reached(now, now), findings

    async def _write(
        self, part: Part, findings: Sequence[Finding], reached: dict[str, Reached], now: int
    ) -> int:
        """What was found, and how far it is, together. A rule that somebody changed meanwhile is
        judged again, by what it says now."""
        rule = part.kept.rule
        still = [finding.about for finding in findings if finding.until is None]
        old = now - DAY if part.is_history else None

        def work(tx: Connection) -> int:
            if not rules.reach(tx, rule.id, reached, part.kept.changed):
                return 0
            added = found.write(self._store, tx, rule, findings, history_until=old)
            if rule.kind in LASTING:
                for account in part.accounts:
                    found.end(tx, rule, account.id, still, now)
            return added

        return await self._store.write(work)


def _parts(kept: Kept, accounts: Sequence[Account], now: int) -> list[Part]:
    """By mode. With a new account the last weeks are looked over, of all: a rule may count them
    together."""
    rule: Rule = kept.rule
    asked = rule.definition.connections
    parts = []
    for mode in ("live", "test"):
        some = [a for a in accounts if a.mode == mode and (not asked or a.id in asked)]
        before = kept.reached.get(mode)
        known = frozenset(before.accounts if before is not None else ())
        if before is None or not {one.id for one in some} <= known:
            before = Reached(until=now - BACK_S)
        if some:
            parts.append(Part(kept=kept, mode=mode, accounts=some, since=before, known=known))
    return parts
