"""Nothing is told because something is missing: data, history, an hour of the clock."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from tests.api import filling
from tests.monitoring import business
from tests.monitoring.anomalies.test_look import NOON, alerts, looked
from tillwatch.features.monitoring.alerts.detecting.seen import Account
from tillwatch.features.monitoring.anomalies import kept, series
from tillwatch.features.monitoring.anomalies.looking import Lookout
from tillwatch.features.monitoring.anomalies.noticing import usual
from tillwatch.features.monitoring.anomalies.noticing.replay import replayed
from tillwatch.features.monitoring.anomalies.noticing.tries import ALL, DIMENSIONS, Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, HOUR, Usual
from tillwatch.features.monitoring.anomalies.noticing.watch import Incident, Watch
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.store.tables import connection
from tillwatch.wiring.monitoring import alerting

NONE = (None,) * len(DIMENSIONS)
MONDAY = 4 * DAY + 2800 * 7 * DAY


def sold(at: int, number: int = 0, currency: str = "usd", *, failed: bool = False) -> Try:
    return Try(at, f"pi_{at}_{number}", failed, 2_000, currency, NONE)


def open_hours(first: int, days: range, opens: int, each: int) -> Iterator[Try]:
    """A shop that sells one each so many seconds from `opens` for twelve hours, daily."""
    for day in days:
        begin = first + day * DAY + opens * HOUR
        yield from (sold(at) for at in range(begin, begin + 12 * HOUR, each))


def found(tries: list[Try], until: int) -> list[Incident]:
    return [one for day in replayed(tries, tries[0].at, until) for one, _ in day]


@pytest.mark.parametrize("by", [-1, 1])
def test_clocks_that_change_alarm_nobody(by: int) -> None:
    before = list(open_hours(MONDAY, range(60), 8, 120))
    week = list(open_hours(MONDAY, range(60, 67), 8 + by, 120))
    assert found([*before, *week], MONDAY + 67 * DAY) == []


def test_a_shop_that_does_not_open_is_still_told() -> None:
    before = list(open_hours(MONDAY, range(60), 8, 120))
    [silence, *_] = found(before, MONDAY + 60 * DAY + 12 * HOUR)
    assert silence.kind == "silence"
    assert silence.found_at < MONDAY + 60 * DAY + 12 * HOUR


def test_zeros_and_three_payments_tell_nothing() -> None:
    assert found([sold(MONDAY + n * DAY) for n in (0, 20, 40)], MONDAY + 60 * DAY) == []
    rare = [sold(MONDAY + n * DAY + HOUR) for n in range(50)]
    assert found(rare, MONDAY + 120 * DAY) == []


def test_an_account_younger_than_the_minimum_tells_nothing() -> None:
    young = list(open_hours(MONDAY, range(25), 8, 120))
    attacked = [sold(MONDAY + 25 * DAY + n, failed=True) for n in range(0, 3 * HOUR, 20)]
    assert found([*young, *attacked], MONDAY + 26 * DAY) == []


async def test_what_a_paused_account_did_not_bring_is_no_silence(house: House) -> None:
    """It is judged as far as it is known, and goes on from there."""
    await business.open_business(house, 1, payments=600, days=150)
    paused = NOON + 5 * DAY
    await looked(house, NOON - HOUR)

    async def held() -> list[Account]:
        return [Account(id=business.CON, name="Paused", mode="test", known_until=NOON)]

    watching = Lookout(house.store, Lake(house.store), SetClock(paused), held)
    assert await watching.once() == 0
    assert await alerts(house) == []
    reached = await kept.reached(house.store, business.CON)
    assert reached is not None
    assert reached.until == NOON


async def test_of_a_paused_account_only_what_was_read_is_known(house: House) -> None:
    await filling.account(house, business.CON, "test")
    await filling.account(house, "con_other", "test")
    async with house.store.writing() as tx:
        await tx.execute(
            update(connection).where(connection.c.id == business.CON).values(paused=True)
        )
    known = {one.id: one.known_until for one in await alerting.accounts(house)}
    assert known == {business.CON: 1, "con_other": None}


def flat(an_hour: float, payments: int, failed: int) -> Usual:
    return Usual(week=(an_hour,) * 168, totals={ALL: (payments, failed)}, orders={})


@given(st.floats(0.001, 500), st.integers(0, 5_000), st.integers(0, 400), st.integers(0, 167))
def test_the_band_holds_what_is_usual_and_gets_wider(
    an_hour: float, payments: int, failed: int, hour: int
) -> None:
    known = flat(an_hour, payments + failed, failed)
    at = MONDAY + hour * HOUR
    for measure in series.MEASURES:
        point = series._point(known, measure, ALL, at, Period(at, at + HOUR), 0)
        assert 0 <= point.lowest <= point.lower <= point.upper <= point.critical
        assert point.lower * 1000 <= point.usual_milli + 1000
        assert point.usual_milli <= point.upper * 1000 + 1000


@given(st.lists(st.floats(0, 50), min_size=168, max_size=168), st.integers(0, 10**6), st.data())
def test_what_is_usual_adds_up_whatever_it_is_cut_into(
    week: list[float], start: int, data: st.DataObject
) -> None:
    known = Usual(week=tuple(week), totals={}, orders={})
    begin = MONDAY + start
    end = begin + data.draw(st.integers(0, 20 * DAY))
    middle = data.draw(st.integers(begin, end))
    parts = known.payments(begin, middle) + known.payments(middle, end)
    assert parts == pytest.approx(known.payments(begin, end), abs=1e-4)
    least, most = known.about(begin, end)
    assert least <= known.payments(begin, end) <= most
    assert known.payments(begin, begin + 7 * DAY) == pytest.approx(sum(week), abs=1e-4)


def test_amounts_without_cents_are_held_against_their_own_currency() -> None:
    """A yen is no cent: what is small in one currency is an order in another."""
    watch = Watch(flat(1.0, 800, 40), declines=None, silence=None)
    for number, currency in enumerate(("usd", "jpy", "usd", "jpy")):
        watch.take(sold(MONDAY + number * 600, number, currency))
    assert watch.judge(MONDAY + HOUR) == []
    assert usual.enough(30, 400)
    assert not usual.enough(29, 400)
