"""Rules act once on what happens, within their budget, whatever crashes in between."""

import asyncio

import msgspec
import pytest

from tests.disputes.prevent.shop import Shop
from tests.disputes.sending import Crash, Faults, lost
from tillwatch.faces.cases import sources
from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.acting import budget, hooks, kept
from tillwatch.features.disputes.prevent.acting.spotting import Spotter
from tillwatch.features.disputes.prevent.blocks import kept as blocks
from tillwatch.features.disputes.prevent.rules import kept as rules
from tillwatch.features.disputes.prevent.rules.shapes import Then, When
from tillwatch.features.disputes.prevent.rules.trying import month
from tillwatch.processors import port

REFUND = Then(do="refund")
WARNED = When(on=("warning",), currency="usd", amount_to=5_000)


async def test_a_warned_payment_is_refunded_once_and_told_in_the_inbox(shop: Shop) -> None:
    rule = await shop.rule(WARNED, REFUND, Then(do="notify"), Then(do="tag", tag="held", value="y"))
    small, large = await shop.sold(2_000), await shop.sold(9_900)
    shop.bank.simulator.ask("POST", f"/v1/charges/{small}", data={"metadata[order]": "17"})
    await shop.warned(small)
    await shop.warned(large)
    for _ in range(3):
        await shop.look()
    done = {(one.kind, one.state): one for one in await shop.actions()}
    assert set(done) == {("refund", "done"), ("notify", "done"), ("tag", "done")}
    refunds = shop.refunds(small)
    assert [one["amount"] for one in refunds] == [2_000]
    assert refunds[0]["metadata"] == {"tillwatch_action": done["refund", "done"].id}
    assert shop.refunds(large) == []
    charge = shop.bank.simulator.get(f"/v1/charges/{small}").json()
    assert charge["metadata"]["held"] == "y"
    assert charge["metadata"]["order"] == "17", "what others wrote stays"
    assert [one.title for one in shop.told] == [rule.name]


@pytest.mark.parametrize("after", [False, True], ids=["call lost", "answer lost"])
@pytest.mark.parametrize("problem", [Crash(), lost()], ids=["killed", "nobody answers"])
async def test_a_refund_survives_any_call(shop: Shop, after: bool, problem: BaseException) -> None:
    await shop.rule(WARNED, REFUND)
    charge = await shop.sold(2_000)
    await shop.warned(charge)
    for number in (1, 2):
        faults = Faults(at=number, after=after, problem=problem)
        try:
            await shop.look(faults)
        except Crash:
            assert isinstance(problem, Crash)
        shop.house.clock.at += 60  # type: ignore[attr-defined]
    await shop.look()
    assert [one["amount"] for one in shop.refunds(charge)] == [2_000]
    assert [one.state for one in await shop.actions()] == ["done"]


async def test_no_refund_while_a_bank_holds_the_money(shop: Shop) -> None:
    await shop.rule(WARNED, REFUND)
    charge = await shop.sold(2_000)
    await shop.warned(charge)
    shop.bank.do("dispute", charge_id=charge)  # that we have not heard of
    await shop.look()
    (done,) = await shop.actions()
    assert (done.state, done.amount) == ("refused", None)
    assert "disputed meanwhile" in str(done.problem)
    assert shop.refunds(charge) == []


async def test_a_bank_that_asks_is_answered_by_a_refund(shop: Shop) -> None:
    await shop.rule(When(on=("inquiry",)), REFUND)
    await shop.rule(When(on=("dispute",)), REFUND)
    asked, taken = await shop.sold(3_000), await shop.sold(3_000)
    await shop.disputed(asked, inquiry=True)
    await shop.disputed(taken)
    await shop.look()
    states = {(one.about, one.state) for one in await shop.actions()}
    assert states == {("inquiry", "done"), ("dispute", "skipped")}
    assert len(shop.refunds(asked)) == 1
    assert shop.refunds(taken) == []


async def test_two_rules_refund_a_payment_once_and_never_more_than_is_left(shop: Shop) -> None:
    await shop.rule(WARNED, REFUND)
    await shop.rule(WARNED, REFUND)
    charge = await shop.sold(2_000)
    shop.bank.do("refund", charge_id=charge, amount=500)
    await shop.warned(charge)
    await shop.look()
    states = sorted(one.state for one in await shop.actions())
    assert states == ["done", "refused"]
    assert sorted(one["amount"] for one in shop.refunds(charge)) == [500, 1_500]


@pytest.mark.usefixtures("any_store")
async def test_the_budget_holds_when_two_workers_act_at_once(shop: Shop) -> None:
    rule = await shop.rule(WARNED, REFUND, cap=5_000)
    charges = [await shop.sold(2_000) for _ in range(5)]
    for charge in charges:
        await shop.warned(charge)
    spotter = Spotter(shop.house.store, shop.house.clock, lambda: sources(shop.house))
    await spotter.look()
    known = lambda: sources(shop.house)  # noqa: E731
    await asyncio.gather(*(shop.carrier().look(known) for _ in range(3)))
    states = [one.state for one in await shop.actions()]
    assert sorted(states) == ["done"] * 2 + ["refused"] * 3
    assert sum(one["amount"] for charge in charges for one in shop.refunds(charge)) == 4_000
    (spent,) = await budget.spent(shop.house.store, [month(shop.house.clock.now(), "UTC")])
    assert (spent.rule_id, spent.spent) == (rule.id, 4_000)


async def test_a_refund_that_is_refused_gives_its_budget_back(shop: Shop) -> None:
    await shop.rule(WARNED, REFUND)
    charge = await shop.sold(2_000)
    await shop.warned(charge)
    await shop.look(Faults(at=2, problem=port.Declined("No.", answer=400)))
    (done,) = await shop.actions()
    assert (done.state, done.problem) == ("refused", "No.")
    (spent,) = await budget.spent(shop.house.store, [month(shop.house.clock.now(), "UTC")])
    assert spent.spent == 0


async def test_nothing_is_done_while_paused_or_by_a_rule_that_is_off(shop: Shop) -> None:
    rule = await shop.rule(WARNED, REFUND)
    charge = await shop.sold(2_000)
    await shop.warned(charge)
    async with shop.house.store.writing() as tx:
        await kept.choose(tx, kept.PAUSED, "Ada", "Ada", 1)
    await shop.look()
    assert [one.state for one in await shop.actions()] == ["waiting"]
    async with shop.house.store.writing() as tx:
        await kept.choose(tx, kept.PAUSED, "", "Ada", 2)
        await rules.change(tx, rule.id, 2, enabled=False)
    await shop.look()
    assert [one.state for one in await shop.actions()] == ["skipped"]
    assert shop.refunds(charge) == []


async def test_after_a_day_the_charge_is_read_before_the_call_is_made_again(shop: Shop) -> None:
    await shop.rule(WARNED, REFUND)
    charge = await shop.sold(2_000)
    await shop.warned(charge)
    with pytest.raises(Crash):
        await shop.look(Faults(at=2, after=True))
    shop.bank.wait(2 * 86_400)  # the processor forgets the key
    shop.house.clock.at += 2 * 86_400  # type: ignore[attr-defined]
    await shop.look()
    (done,) = await shop.actions()
    assert [one["amount"] for one in shop.refunds(charge)] == [2_000]
    assert done.state in ("done", "refused")


async def test_shipping_is_held_by_a_signed_call_that_is_tried_again(shop: Shop) -> None:
    async with shop.house.store.writing() as tx:
        id_, secret = await hooks.add(tx, shop.house.vault, "W", "https://example.com/h", "Ada", 1)
    await shop.rule(WARNED, Then(do="hold", hook=id_), Then(do="block"))
    charge = await shop.sold(2_000, email="eve@example.com")
    await shop.warned(charge)
    shop.answers = [503]
    await shop.look()
    shop.house.clock.at += 60  # type: ignore[attr-defined]
    await shop.look()
    done = {one.kind: one for one in await shop.actions()}
    assert (done["hold"].state, done["hold"].tries) == ("done", 1)
    assert [url for url, _, _ in shop.posted] == ["https://example.com/h"] * 2
    now = shop.house.clock.now()
    _, body, headers = shop.posted[-1]
    assert signing.why_not([secret], body, headers[signing.HEADER], now) is None
    told = [msgspec.json.decode(sent) for _, sent, _ in shop.posted]
    assert [one["id"] for one in told] == [done["hold"].id] * 2
    assert told[0]["charge"] == charge
    values = {one.kind: one.value for one in await blocks.listed(shop.house.store)}
    assert values["email"] == "eve@example.com"
    assert {"card", "customer"} <= values.keys() | {"customer"}


@pytest.mark.usefixtures("any_store")
async def test_a_payment_is_held_by_one_action_when_two_workers_act_at_once(shop: Shop) -> None:
    await shop.rule(WARNED, REFUND)
    await shop.rule(WARNED, REFUND)
    charge = await shop.sold(2_000)
    await shop.warned(charge)
    await Spotter(shop.house.store, shop.house.clock, lambda: sources(shop.house)).look()
    known = lambda: sources(shop.house)  # noqa: E731
    await asyncio.gather(*(shop.carrier().look(known) for _ in range(3)))
    assert sorted(one.state for one in await shop.actions()) == ["done", "refused"]
    assert [one["amount"] for one in shop.refunds(charge)] == [2_000]
    told = await budget.spent(shop.house.store, [month(shop.house.clock.now(), "UTC")])
    assert sum(one.spent for one in told) == 2_000
