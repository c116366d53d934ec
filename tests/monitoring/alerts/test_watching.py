"""Rules and detectors over a simulated business, with a clock that is moved by hand."""

from typing import Any

import msgspec
from sqlalchemy import update

from tests.monitoring import business
from tests.monitoring.alerts.looks import HOUR, MINUTE, SHOP, alerts, only, watch
from tillwatch.features.monitoring.alerts import watching
from tillwatch.features.monitoring.alerts.detecting import Account
from tillwatch.features.monitoring.alerts.detecting.silence import History, silences
from tillwatch.features.monitoring.alerts.judging import Finding, Memory
from tillwatch.features.monitoring.alerts.ruled.recommended import RECOMMENDED
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.store.tables import alert_rule


async def test_the_bad_week_is_found_within_minutes_and_nothing_else(house: House) -> None:
    """The outage begins on a Tuesday at 18:00, the card testing on Thursday at 8:00, UTC."""
    clock = SetClock(business.NOON)
    await business.open_business(house, 1, payments=1500, days=90)
    slugs = ("bank_down", "card_testing", "authorization_rate_hour", "sales_fall", "silence")
    await only(house, *slugs)
    await watch(house, clock).once()
    found = await alerts(house)
    outage, testing = 1_792_519_200, 1_792_656_000
    assert [one.title.split(":")[0] for one in found if one.severity == "critical"] == [
        RECOMMENDED["bank_down"].name,
        RECOMMENDED["card_testing"].name,
    ]
    down, tested = found[0], next(one for one in found if one.since > testing)
    assert 0 < down.at - outage <= 60 * MINUTE
    assert 0 < tested.at - testing <= 45 * MINUTE
    assert down.until - outage <= 8 * HOUR
    assert "Summit National" in down.title
    assert down.figures["combinations"][0]["values"]["issuer"] == "Summit National"


async def test_a_look_again_or_after_a_crash_finds_nothing_twice(house: House) -> None:
    clock = SetClock(business.NOON)
    await business.open_business(house, 1, payments=1500, days=90)
    await only(house, "bank_down", "dispute_opened")
    first = await watch(house, clock).once()
    assert first > 1
    assert await watch(house, clock).once() == 0
    clock.advance(HOUR)
    assert await watch(house, clock).once() == 0
    forgotten = update(alert_rule).values(memory=None, judged_until=None)
    await house.store.write(lambda tx: tx.execute(forgotten))
    assert await watch(house, clock).once() == 0
    assert len(await alerts(house)) == first


async def test_minute_by_minute_finds_what_a_replay_finds(house: House) -> None:
    """The clock goes through the evening of the outage in steps; data is there before its time,
    but a look reads only up to its own moment."""
    await business.open_business(house, 1, payments=1500, days=90)
    rule = RECOMMENDED["bank_down"]
    begin, end = 1_792_519_200 - HOUR, 1_792_519_200 + 4 * HOUR
    lake = Lake(house.store)
    told: dict[str, Any] = {"mode": "test", "names": {}}
    whole = await watching.watch(lake, rule, [SHOP.id], Period(begin, end), {}, settled=end, **told)
    memory: Memory = {}
    since, steps = begin, list[Finding]()
    for now in range(begin + 900, end + 1, 900):
        some = await watching.watch(
            lake, rule, [SHOP.id], Period(since, now), memory, settled=now - 600, **told
        )
        memory, since = some.memory, some.settled
        known = {(one.about, one.since) for one in steps}
        steps += [one for one in some.findings if (one.about, one.since) not in known]
    assert [(s.about, s.since, s.seen) for s in steps] == [
        (w.about, w.since, w.seen) for w in whole.findings
    ]


async def test_live_and_test_are_judged_apart_and_arriving_history_not_at_all(
    house: House,
) -> None:
    clock = SetClock(business.NOON)
    await business.open_business(house, 1, payments=1500, days=90)
    await only(house, "bank_down")
    arriving = msgspec.structs.replace(SHOP, ready=False)
    assert await watch(house, clock, arriving).once() == 0
    other = Account(id="con_live", name="Live", mode="live")
    assert await watch(house, clock, arriving, other).once() == 0
    assert await watch(house, clock, SHOP, other).once() == 1
    [found] = await alerts(house)
    assert found.figures["livemode"] is False
    assert found.connection_id == SHOP.id


def test_a_silence_is_longer_than_usual_at_these_hours_and_than_any_before() -> None:
    """Ten payments an hour from 8 to 20, for ten weeks; then none from noon on."""
    part = 300
    counts = [
        (day * DAY + hour * HOUR + part * (number * 12 // 10), 1)
        for day in range(70)
        for hour in range(8, 20)
        for number in range(10)
    ]
    last = 69 * DAY + 12 * HOUR
    history = History([(at, n) for at, n in counts if at <= last])
    nights = list(silences(history, 60 * DAY, last, 8))
    assert nights == []
    [found] = silences(history, last, last + 20 * HOUR, 8)
    assert found.since == last
    assert found.until is None
    assert found.longest_s >= 12 * HOUR
    assert found.seen - found.since > 12 * HOUR
    assert list(silences(history, found.seen, last + 20 * HOUR, 8)) == []
