"""Looks at what newly happened, and writes a row for each action of each rule that holds.

It keeps its own place in the log of changes, and moves it when what stands before is looked at; a
second look at the same writes nothing, by the key of rule and object. A warning may come before
the payment it is about: until that is known people are told and nothing else is done, and it is
looked at again. Once an hour the last days are
looked at as a whole.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import func, select

from tillwatch.features.disputes import reached
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.prevent.acting import kept, returned
from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.features.disputes.prevent.acting.way import WHO
from tillwatch.features.disputes.prevent.happening import reading
from tillwatch.features.disputes.prevent.happening.reading import Past
from tillwatch.features.disputes.prevent.happening.shapes import (
    ALERT,
    DISPUTE,
    INQUIRY,
    WARNING,
    Happening,
)
from tillwatch.features.disputes.prevent.rules import judged
from tillwatch.features.disputes.prevent.rules import kept as rules
from tillwatch.features.disputes.prevent.rules.shapes import NOTIFY, Rule, Then
from tillwatch.kernel import ids
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.times import DAY, Period
from tillwatch.store.engine import Store
from tillwatch.store.tables import changes, network_alert

PLACE: Final = "prevention:spotted"
PREFIX: Final = "act"
LOG: Final = 5_000
AGAIN_S: Final = 3_600
WHOLE_S: Final = 7 * DAY
ALERTS_S: Final = 3 * DAY
"""So long an alert of a network runs."""
FOLLOWED: Final = ("fraud_warning", "dispute", "refund")
TABLES: Final = {
    WARNING: "fraud_warning",
    INQUIRY: "dispute",
    DISPUTE: "dispute",
    ALERT: "network_alert",
}
Ids = dict[str, dict[str, list[str]]]


class Spotter:
    """`known`: where cases are gathered from."""

    def __init__(self, store: Store, clock: Clock, known: Callable[[], Awaitable[Sources]]) -> None:
        self._store = store
        self._clock = clock
        self._known = known
        self._whole_at = 0.0
        self._alerts: set[tuple[str, str]] = set()
        self._early: Ids = {}

    async def look(self) -> int:
        """How many actions were written."""
        now = self._clock.now()
        on = [rule for rule in await rules.everything(self._store) if rule.enabled]
        found = await self._alerted()
        for id_, told in self._early.items():
            found.setdefault(id_, {}).update(told)
        self._early = {}
        added = 0
        while True:
            place = await reached.place(self._store, PLACE)
            seq, changed = await _changed(self._store, place)
            for id_, told in changed.items():
                of = found.setdefault(id_, {})
                for kind, some in told.items():
                    of[kind] = [*of.get(kind, ()), *some]
            await self._failed(found)
            if on and found:
                added += await self._named(on, found)
            found = {}
            if seq == place:
                break
            await reached.move(self._store, PLACE, seq)
        if on and now - self._whole_at >= AGAIN_S:
            self._whole_at = now
            added += await self._whole(on)
        return added

    async def _named(self, on: Sequence[Rule], found: Ids) -> int:
        sources, now = await self._known(), int(self._clock.now())
        added = 0
        for connection_id, told in found.items():
            if connection_id in sources.accounts:
                past = await reading.named(sources, connection_id, told, now)
                added += await self._plan(on, past, sources)
                self._keep_early(past, now)
        return added

    def _keep_early(self, past: Past, now: int) -> None:
        """Looked at again at the next look; the older ones once an hour, with everything else."""
        for one in past.happenings:
            if not one.known and now - one.at < DAY:
                of = self._early.setdefault(one.connection_id, {})
                of.setdefault(TABLES[one.kind], []).append(one.id)

    async def _failed(self, found: Ids) -> None:
        """Refunds that a bank sent back: their money was not spent."""
        for connection_id, told in found.items():
            if refunds := told.pop("refund", None):
                await returned.look(self._store, self._clock, connection_id, refunds)

    async def _whole(self, on: Sequence[Rule]) -> int:
        sources, now = await self._known(), int(self._clock.now())
        since = max(now - WHOLE_S, min(rule.since or now for rule in on))
        past = await reading.happened(sources, tuple(sources.accounts), Period(since, now + 1), now)
        return await self._plan(on, past, sources)

    async def _plan(self, on: Sequence[Rule], past: Past, sources: Sources) -> int:
        """Rules act in accounts of their own mode: test and live have nothing to do with each
        other."""
        now = int(self._clock.now())
        modes = {id_: account.livemode for id_, account in sources.accounts.items()}
        rows = [
            row
            for one in past.happenings
            for row in planned([r for r in on if r.livemode is modes[one.connection_id]], one, now)
        ]
        if not rows:
            return 0
        async with self._store.writing() as tx:
            return sum([await kept.put(self._store, tx, row) for row in rows])

    async def _alerted(self) -> Ids:
        """Alerts of networks whose payment was not known to this process at its last look."""
        table = network_alert
        query = select(table.c.id, table.c.connection_id, table.c.attempt).where(
            table.c.at >= int(self._clock.now()) - ALERTS_S, table.c.attempt.is_not(None)
        )
        async with self._store.reading() as tx:
            rows = (await tx.execute(query)).all()
        found: Ids = {}
        for id_, connection_id, attempt in rows:
            if (id_, attempt) not in self._alerts:
                found.setdefault(connection_id, {}).setdefault(table.name, []).append(id_)
        self._alerts = {(id_, attempt) for id_, _, attempt in rows}
        return found


def planned(on: Iterable[Rule], one: Happening, now: int) -> list[Action]:
    """The rows of what these rules do about it. Pure but for the ids."""
    rows: list[Action] = []
    for rule in on:
        if rule.since is None or one.at < rule.since:
            continue
        if not judged.judged(rule.definition.when, one).holds:
            continue
        rows += [
            action(one, plan.then, now, rule=rule, why_not=plan.why_not)
            for plan in judged.planned(rule.definition, one)
            if one.known or plan.then.do == NOTIFY
        ]
    return rows


def action(
    one: Happening,
    then: Then,
    now: int,
    *,
    rule: Rule | None = None,
    by: str = WHO,
    why_not: str = "",
) -> Action:
    """A row. `why_not`: it is not done, and that is why."""
    whose = rule.id if rule else "person"
    return Action(
        id=ids.new(PREFIX),
        once=f"{whose}/{then.do}/{one.connection_id}/{one.kind}/{one.id}",
        rule_id=rule.id if rule else None,
        kind=then.do,
        connection_id=one.connection_id,
        about=one.kind,
        about_id=one.id,
        payment=one.payment,
        attempt=one.attempt,
        state=kept.SKIPPED if why_not else kept.WAITING,
        amount=None,
        currency=None,
        month=None,
        what=then,
        by=by,
        at=now,
        called_at=None,
        ended_at=now if why_not else None,
        tries=0,
        again_at=None,
        problem=why_not or None,
        result=None,
    )


async def _changed(store: Store, place: int) -> tuple[int, Mapping[str, dict[str, list[str]]]]:
    """Up to where the log was read, and what stands in that part of it, by account and table."""
    found: Ids = {}
    async with store.reading() as tx:
        end = select(func.max(changes.c.seq)).where(
            changes.c.seq > place, changes.c.seq <= place + LOG
        )
        seq = await tx.scalar(end)
        if seq is None:
            later = await tx.scalar(select(func.min(changes.c.seq)).where(changes.c.seq > place))
            return (place if later is None else later - 1), found
        query = (
            select(changes.c.connection_id, changes.c.kind, changes.c.id)
            .where(changes.c.seq > place, changes.c.seq <= seq, changes.c.kind.in_(FOLLOWED))
            .distinct()
        )
        for row in await tx.execute(query):
            found.setdefault(row.connection_id, {}).setdefault(row.kind, []).append(row.id)
    return seq, found
