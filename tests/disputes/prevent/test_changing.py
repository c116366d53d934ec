"""What is changed, stopped or found out while rules act: nothing is done that nobody wants now."""

from zoneinfo import ZoneInfo

import msgspec

from tests.disputes.prevent.shop import Shop
from tests.disputes.prevent.test_acting import REFUND, WARNED
from tests.disputes.prevent.test_networks import network
from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.acting import budget, kept
from tillwatch.features.disputes.prevent.networks import kept as alerts
from tillwatch.features.disputes.prevent.networks import taking
from tillwatch.features.disputes.prevent.rules import kept as rules
from tillwatch.features.disputes.prevent.rules.shapes import Then, When
from tillwatch.features.disputes.prevent.rules.trying import month
from tillwatch.kernel import times
from tillwatch.simulator.business.pay import refunds


async def change(shop: Shop, id_: str, **to: object) -> None:
    async with shop.house.store.writing() as tx:
        await rules.change(tx, id_, 2, **to)


async def pause(shop: Shop, by: str) -> None:
    async with shop.house.store.writing() as tx:
        await kept.choose(tx, kept.PAUSED, by, "Ada", 1)


async def spent(shop: Shop) -> list[int]:
    this = month(shop.house.clock.now(), "UTC")
    return [one.spent for one in await budget.spent(shop.house.store, [this])]


async def test_what_a_rule_wanted_before_it_was_changed_is_not_done(shop: Shop) -> None:
    rule = await shop.rule(WARNED, REFUND)
    charge = await shop.sold(2_000)
    await shop.warned(charge)
    await pause(shop, "Ada")
    await shop.look()
    now = int(shop.house.clock.now())
    narrow = msgspec.structs.replace(rule.definition.when, amount_to=100)
    other = msgspec.structs.replace(rule.definition, when=narrow)
    await change(shop, rule.id, definition=other, enabled=True, since=now + 60)
    await pause(shop, "")
    await shop.look()
    (one,) = await shop.actions()
    assert (one.state, shop.refunds(charge)) == ("skipped", [])


async def test_a_refund_that_fails_days_later_gives_its_budget_back(shop: Shop) -> None:
    await shop.rule(WARNED, REFUND)
    charge = await shop.sold(2_000)
    await shop.warned(charge)
    await shop.look()
    assert await spent(shop) == [2_000]
    (refund,) = shop.refunds(charge)
    till = shop.bank.world.main.tills[False]
    refunds.fail(till, refund["id"], int(shop.bank.world.clock.now()))
    await shop.read("refund", refund["id"])
    await shop.look()
    (one,) = await shop.actions()
    assert one.state == "refused"
    assert ": the buyer did not get the money" in str(one.problem)
    assert await spent(shop) == [0]


async def test_a_warning_before_its_payment_waits_for_it(shop: Shop) -> None:
    await shop.rule(When(on=("warning",)), REFUND)
    sale = shop.bank.do("sale", amount=2_000, currency="usd")
    shop.bank.wait(30)
    charge = str(sale["latest_charge"])
    await shop.warned(charge)
    looks = shop.spotter()
    await looks.look()
    assert await shop.actions() == []
    await shop.read("charge", charge)
    await looks.look()
    await shop.look()
    assert [one.state for one in await shop.actions()] == ["done"]
    assert len(shop.refunds(charge)) == 1


async def test_an_alert_before_its_payment_finds_it_when_it_comes(shop: Shop) -> None:
    await shop.rule(When(on=("alert",)), REFUND)
    await shop.sold(700)
    house = shop.house
    id_, secret = await network(house, livemode=False)
    sale = shop.bank.do("sale", amount=2_000, currency="usd")
    shop.bank.wait(30)
    charge = shop.bank.simulator.get(f"/v1/charges/{sale['latest_charge']}").json()
    told = {"alert_id": "9", "amount": 2_000, "currency": "usd"}
    told["card_last4"] = charge["payment_method_details"]["card"]["last4"]
    body = msgspec.json.encode(told)
    header = signing.signature([secret], body, house.clock.now())
    one, _ = await taking.take(house.store, house.vault, house.clock, id_, body, header)
    assert one.match == "none"
    await shop.read("payment_intent", sale["id"])
    await shop.read("charge", charge["id"])
    await shop.look()
    async with house.store.reading() as tx:
        found = await alerts.one(tx, one.id)
    assert (found.match, found.payment) == ("one", sale["id"])
    assert [one.state for one in await shop.actions()] == ["done"]
    assert len(shop.refunds(charge["id"])) == 1


async def test_a_rule_for_live_accounts_leaves_test_accounts_alone(shop: Shop) -> None:
    rule = await shop.rule(WARNED, Then(do="notify"))
    await change(shop, rule.id, livemode=True)
    await shop.warned(await shop.sold(2_000))
    await shop.look()
    assert await shop.actions() == []


def test_months_of_a_budget_begin_in_the_rules_zone() -> None:
    at = times.parse("2026-11-01T03:30:00Z")
    assert month(at, "UTC") == "2026-11"
    assert month(at, "America/New_York") == "2026-10"
    spring = times.parse("2026-03-31T22:30:00Z")
    assert month(spring, str(ZoneInfo("Europe/Berlin"))) == "2026-04"
