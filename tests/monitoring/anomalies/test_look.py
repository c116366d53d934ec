"""The look each minute over a real ledger: what is found is kept once, explained and priced."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Row, delete, select, update

from tests.monitoring import business
from tillwatch.features.monitoring.alerts.detecting.seen import Account
from tillwatch.features.monitoring.anomalies.looking import Lookout
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.times import DAY
from tillwatch.lake.asking import Lake
from tillwatch.simulator.business.story import badweek
from tillwatch.simulator.business.story.troubles import CardTesting, Outage
from tillwatch.store.tables import LEDGER, alert, monitoring_choice

PAYMENTS, DAYS = 1500, 120
NOON = int(business.NOON)
BAD = badweek.of(NOON, PAYMENTS)
OUTAGE = next(one for one in BAD if isinstance(one, Outage))
TESTING = next(one for one in BAD if isinstance(one, CardTesting))


async def one_account() -> Sequence[Account]:
    return [Account(id=business.CON, name="Harbor & Pine", mode="test")]


def lookout(house: House, now: int) -> Lookout:
    return Lookout(house.store, Lake(house.store), SetClock(now), one_account)


async def alerts(house: House) -> Sequence[Row[Any]]:
    async with house.store.reading() as tx:
        return (await tx.execute(select(alert).order_by(alert.c.since))).all()


async def looked(house: House, until: int) -> None:
    """As if everything up to then had been looked at."""
    value = {"since": 0, "until": until}
    row = {"name": f"anomalies:{business.CON}", "value": value, "changed": until}
    async with house.store.writing() as tx:
        await tx.execute(delete(monitoring_choice))
        await tx.execute(monitoring_choice.insert(), row)


async def test_what_was_unusual_in_a_new_accounts_history_is_told_once(house: House) -> None:
    await business.open_business(house, 1, payments=PAYMENTS, days=DAYS)
    assert await lookout(house, NOON).once() == 2
    outage, testing = await alerts(house)
    assert outage.title == "Looks like an outage of a bank: Summit National"
    assert OUTAGE.at <= outage.since <= outage.until <= OUTAGE.at + OUTAGE.lasts_s + 3600
    assert "issuer not available" in outage.sentence
    assert outage.link.startswith("/analytics/declines?from=")
    assert "f=issuer%3ASummit+National" in outage.link
    [lost, *_] = outage.figures["impacts"]
    assert lost["amount"] > 0
    assert lost["a_year"] > lost["amount"]
    assert testing.title == "Looks like stolen cards being tested"
    assert TESTING.at <= testing.since <= testing.at <= TESTING.at + 900
    assert testing.figures["impacts"] == []
    assert {outage.state, testing.state} == {"resolved"}
    assert await lookout(house, NOON + 60).once() == 0
    assert len(await alerts(house)) == 2


@pytest.mark.parametrize("trouble", [OUTAGE, TESTING])
async def test_a_look_each_minute_finds_it_while_it_lasts(
    house: House, trouble: Outage | CardTesting
) -> None:
    await business.open_business(house, 1, payments=PAYMENTS, days=DAYS)
    now = trouble.at + trouble.lasts_s - 600
    await looked(house, now - 3600)
    looks = lookout(house, now)
    assert await looks.once() == 1
    [one] = await alerts(house)
    assert (one.state, one.until, one.rule_id) == ("open", None, None)
    later = lookout(house, now + 4 * 3600)
    assert await later.once() == 0
    [over] = await alerts(house)
    assert over.until is not None
    assert over.id == one.id


async def test_with_too_little_history_nothing_is_said(house: House) -> None:
    await business.open_business(house, 1, payments=120, days=40)
    assert await lookout(house, NOON).once() == 0
    assert await alerts(house) == []


async def test_a_share_of_failures_that_creeps_up_is_told_once_a_day(house: House) -> None:
    await business.open_business(house, 1, payments=PAYMENTS, days=DAYS)
    midnight = NOON - NOON % DAY
    before = await lookout(house, midnight - 60).once()
    table = LEDGER["attempt"]
    late = table.c.created >= NOON - 25 * DAY, table.c.amount % 300 < 100
    refused = {
        "status": "failed",
        "outcome_type": "issuer_declined",
        "network_status": "declined_by_network",
        "decline_code": "do_not_honor",
    }
    async with house.store.writing() as tx:
        await tx.execute(update(table).where(*late).values(refused))
    assert await lookout(house, midnight + 60).once() == 1
    assert await lookout(house, midnight + 120).once() == 0
    one = (await alerts(house))[before]
    assert one.figures["incident"]["kind"] == "drift"
    assert one.title.startswith("Failed payments creep up")
    assert "in the weeks before" in one.sentence
