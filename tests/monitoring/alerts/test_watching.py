"""Rules and detectors over a simulated business, with a clock that is moved by hand."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select, update

from tests.api import filling
from tests.monitoring import business
from tillwatch.features.monitoring.alerts import watching
from tillwatch.features.monitoring.alerts.detecting import Account
from tillwatch.features.monitoring.alerts.detecting.silence import History, silences
from tillwatch.features.monitoring.alerts.judging import Finding, Memory
from tillwatch.features.monitoring.alerts.kept import rules
from tillwatch.features.monitoring.alerts.ruled.recommended import RECOMMENDED
from tillwatch.features.monitoring.alerts.running import Watch
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.rows import Attempt, Balance, BalanceEntry, Dispute, Invoice, Payout, Row
from tillwatch.store.tables import LEDGER, alert, alert_rule

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


async def alerts(house: House) -> list[Any]:
    async with house.store.reading() as tx:
        return list((await tx.execute(select(alert).order_by(alert.c.since))).all())


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


def tried(id: str, created: int, **told: Any) -> Attempt:
    plain = {"payment": f"pi_{id}", "status": "succeeded", "amount": 5000, "currency": "usd"}
    return filling.made(Attempt, f"ch_{id}", created=created, **{**plain, **told})


async def detected(house: House, *given: Row, slug: str, account: Account = SHOP) -> list[Any]:
    await filling.account(house, SHOP.id, "test")
    await filling.rows(house, SHOP.id, *given)
    await only(house, slug)
    await watch(house, SetClock(NOON), account).once()
    return await alerts(house)


async def test_the_same_customer_paying_the_same_twice_within_minutes(house: House) -> None:
    [found] = await detected(
        house,
        tried("1", NOON - 900, customer="cus_1"),
        tried("2", NOON - 600, customer="cus_1"),
        tried("3", NOON - 300, customer="cus_1", amount=5001),
        tried("4", NOON - 300, customer="cus_2"),
        tried("5", NOON - 200, customer="cus_2", refunded=True),
        tried("6", NOON - 7200, customer="cus_1"),
        slug="duplicate",
    )
    assert found.sentence == "50.00 USD were paid twice within 5 minutes: give one back?"
    assert found.figures["payments"] == ["pi_1", "pi_2"]


async def test_an_invoice_that_is_negative_or_does_not_add_up(house: House) -> None:
    def invoice(id: str, **told: Any) -> Invoice:
        plain = {"status": "paid", "currency": "usd", "total": 100, "amount_due": 100}
        paid = {"amount_paid": 100, "amount_remaining": 0, "lines": [], "number": id}
        return filling.made(Invoice, id, created=NOON - 60, **{**plain, **paid, **told})

    line = {"amount": 90}
    found = await detected(
        house,
        invoice("in_1"),
        invoice("in_2", total=-100, amount_due=0, amount_paid=0),
        invoice("in_3", amount_remaining=50),
        invoice("in_4", lines=[line], lines_complete=True, subtotal=100),
        invoice("in_5", lines=[line], lines_complete=False, subtotal=100),
        slug="invoice",
    )
    assert [one.figures["invoice"] for one in found] == ["in_2", "in_3", "in_4"]


async def test_a_payout_that_is_late_is_over_when_it_has_come(house: House) -> None:
    payout = filling.made(
        Payout,
        "po_1",
        created=NOON - 6 * DAY,
        arrival_date=NOON - 3 * DAY,
        status="in_transit",
        amount=12300,
        currency="usd",
    )
    [found] = await detected(house, payout, slug="payout_late")
    assert found.until is None
    came = update(LEDGER["payout"]).values(status="paid")
    await house.store.write(lambda tx: tx.execute(came))
    await watch(house, SetClock(NOON + HOUR)).once()
    [found] = await alerts(house)
    assert found.until == NOON + HOUR


async def test_a_negative_balance_counts_what_is_on_its_way(house: House) -> None:
    def sums(usd: int, eur: int) -> list[dict[str, Any]]:
        return [{"currency": "usd", "amount": usd}, {"currency": "eur", "amount": eur}]

    balance = filling.made(Balance, "balance", available=sums(-500, -200), pending=sums(600, 0))
    [found] = await detected(house, balance, slug="negative_balance")
    assert found.sentence == "The balance is -2.00 EUR, what is on its way included."


async def test_a_limit_of_a_network_that_is_reached_is_told_once_a_month(house: House) -> None:
    """Five disputes of a hundred Visa payments are above what Visa allows of anybody."""
    visa = {"card_brand": "visa", "method": "card", "amount_captured": 5000}
    made: list[Row] = []
    for number in range(100):
        entry = {"balance_entry": f"txn_{number}"}
        made.append(tried(str(number), NOON - DAY, **visa, **entry))
        made.append(filling.made(BalanceEntry, f"txn_{number}", created=NOON - DAY))
    for number in range(5):
        told = {"attempt": f"ch_{number}", "status": "needs_response", "currency": "usd"}
        made.append(filling.made(Dispute, f"dp_{number}", created=NOON - HOUR, **told))
    shop = msgspec.structs.replace(SHOP, country="US")
    found = await detected(house, *made, slug="programme", account=shop)
    assert [one.severity for one in found] == ["critical"]
    assert "5 cases, 100 payments" in found[0].sentence
    await watch(house, SetClock(NOON + 2 * HOUR), shop).once()
    assert len(await alerts(house)) == 1


async def test_a_webhook_that_brings_nothing(house: House) -> None:
    silent = msgspec.structs.replace(SHOP, hook_silent_since=NOON - HOUR)
    [found] = await detected(house, slug="webhook", account=silent)
    assert found.until is None
    await watch(house, SetClock(NOON + 60)).once()
    [found] = await alerts(house)
    assert found.until == NOON + 60


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
