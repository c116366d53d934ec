"""Rules act once on what happens, within their budget, whatever crashes in between."""

import pytest

from tests.disputes.prevent.shop import Shop
from tests.disputes.sending import Crash, Faults, lost
from tillwatch.features.disputes.prevent.rules.shapes import Then, When

REFUND = Then(do="refund")
WARNED = When(on=("warning",), currency="usd", amount_to=5_000)


async def test_a_warned_payment_is_refunded_once_and_told_in_the_inbox(shop: Shop) -> None:
    rule = await shop.rule(WARNED, REFUND, Then(do="notify"), Then(do="tag", tag="held", value="y"))
    small, large = await shop.sold(2_000), await shop.sold(9_900)
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
