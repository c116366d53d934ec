"""A shop that is looked at: the watch with a clock moved by hand, and what it found."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from tests.monitoring import business
from tillwatch.features.monitoring.alerts.detecting import Account
from tillwatch.features.monitoring.alerts.kept import rules
from tillwatch.features.monitoring.alerts.running import Watch
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.lake.asking import Lake
from tillwatch.store.tables import alert, alert_rule

HOUR, MINUTE = 3600, 60
SHOP = Account(id=business.CON, name="Shop", mode="test")
NOON = int(business.NOON)


def watch(house: House, clock: SetClock, *accounts: Account) -> Watch:
    async def known() -> Sequence[Account]:
        return accounts or (SHOP,)

    return Watch(house.store, Lake(house.store), clock, known)


async def only(house: House, *slugs: str) -> None:
    """The other rules are off."""
    await rules.provide(house.store, 0)
    off = update(alert_rule).where(alert_rule.c.recommended.not_in(slugs)).values(enabled=False)
    await house.store.write(lambda tx: tx.execute(off))


async def only_too(house: House, *slugs: str) -> None:
    """Those are on beside what is."""
    on = update(alert_rule).where(alert_rule.c.recommended.in_(slugs)).values(enabled=True)
    await house.store.write(lambda tx: tx.execute(on))


async def alerts(house: House) -> list[Any]:
    async with house.store.reading() as tx:
        return list((await tx.execute(select(alert).order_by(alert.c.since))).all())
