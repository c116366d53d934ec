"""Alerts are looked for in the worker, by whoever holds the installation's lease.

What a rule may judge depends on how an account is read: not while its history arrives, and the
webhook's silence is known to intake only. That is told here, since features know nothing of intake.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from tillwatch.features.monitoring.alerts.detecting import Account
from tillwatch.features.monitoring.alerts.running import Watch
from tillwatch.features.monitoring.anomalies.looking import Lookout
from tillwatch.intake import connections, health
from tillwatch.intake.house import House
from tillwatch.kernel import bell
from tillwatch.lake.asking import Lake
from tillwatch.lake.serving.frames import PURPOSE

SETTLED_S: Final = 600.0
"""A connection without an import may have one begin within this time."""
BEHIND_MUCH: Final = 500
TURN_S: Final = 1.0
LOOKS: Final = 2
LATE_S: Final = 300.0
"""The event list was asked so lately, or something hinders it."""
ASKS: Final = ("poll", "heads")
HELD: Final = ("paused", "needs_attention")


async def keep(house: House, is_first: Callable[[], bool]) -> None:
    """Until cancelled; looks only while `is_first`."""
    key = house.vault.derived(PURPOSE)
    lake = Lake(house.store, key, clock=house.clock, bell=house.bell, eager=False)
    known, ring = lambda: accounts(house), lambda: tell(house)
    watch = Watch(house.store, lake, house.clock, known, ring)
    lookout = Lookout(house.store, lake, house.clock, known, ring)
    while True:
        if not is_first():
            await asyncio.sleep(TURN_S)
            continue
        async with asyncio.TaskGroup() as looks:
            looks.create_task(watch.keep(is_first))
            looks.create_task(lookout.keep(is_first))


def tell(house: House) -> None:
    """There are alerts: open pages hear it with the changes."""
    house.bell.ring(bell.ALERTS)
    house.bell.ring(bell.CHANGES)


async def accounts(house: House) -> Sequence[Account]:
    """Those whose mode is known. `ready` when their history is here."""
    known = [one for one in await connections.everything(house.store) if one.mode is not None]
    if not known:
        return []
    found = await health.of_all(house, known)
    now = house.clock.now()
    return [_account(one, found[one.id], now) for one in known]


def _account(one: connections.Connection, found: health.Health, now: float) -> Account:
    state = found.status.import_state
    begins = state == "none" and one.has_key and now - one.created < SETTLED_S
    silent = [group.silent_since for group in found.groups if group.silent_since is not None]
    delay = found.webhook_delay
    return Account(
        id=one.id,
        name=one.name,
        mode=one.mode or "",
        since=one.created,
        ready=state != "running" and not begins and found.behind <= BEHIND_MUCH,
        hook_silent_since=min(silent, default=None),
        country=one.account.country if one.account is not None else None,
        hook_delay_ms=delay.median_ms if delay is not None else None,
        known_until=_known_until(one, found, now),
    )


def _known_until(one: connections.Connection, found: health.Health, now: float) -> int | None:
    """While an account is paused or its event list cannot be read, what has not arrived is not
    what did not happen."""
    asked = max((w.done_at for w in found.works if w.work in ASKS and w.done_at), default=None)
    if one.state in HELD:
        return max(asked or one.created, found.heard_at or 0)
    every = found.status.checks_every_s
    if every is None or (asked is not None and asked >= now - LOOKS * every - LATE_S):
        return None
    return asked if asked is not None else one.created
