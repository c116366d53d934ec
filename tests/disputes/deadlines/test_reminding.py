"""Each reminder of each deadline once, whenever it is looked and wherever it stopped."""

import random
from collections.abc import Collection
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from tests.api import filling
from tillwatch.features.disputes.deadlines import reminding
from tillwatch.features.disputes.deadlines.reminding import Account
from tillwatch.features.disputes.deadlines.steps import STEPS, due
from tillwatch.features.disputes.told import cases
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.rows import Dispute
from tillwatch.store.tables import alert
from tillwatch.wiring.disputes.reminding import Alerts
from tillwatch.wiring.disputes.reminding import look as clockwork

DAY = 86_400
HOUR = 3_600
START = 1_790_000_000
CON = "con_shop"
SHOP = Account(id=CON, name="Shop", livemode=True)


def a_dispute(id_: str, due_by: int | None, **told: Any) -> Dispute:
    usual = {"status": "needs_response", "reason": "product_not_received", "created": START}
    money = {"amount": 24_600, "currency": "usd"}
    return filling.made(Dispute, id_, due_by=due_by, **{**usual, **money, **told})


async def alerts(house: House) -> list[Any]:
    async with house.store.reading() as tx:
        return list((await tx.execute(select(alert).order_by(alert.c.at, alert.c.id))).all())


async def look(house: House, now: int) -> int:
    return await reminding.look(house.store, [SHOP], Alerts(house.store), now)


async def test_each_step_of_each_deadline_is_told_once_over_a_month(house: House) -> None:
    await filling.account(house, CON, "live")
    dues = {f"du_{n}": START + 9 * DAY + n * 5 * DAY + n * HOUR for n in range(4)}
    await filling.rows(house, CON, *(a_dispute(id_, at) for id_, at in dues.items()))
    walk, now = random.Random(7), START
    while now < START + 30 * DAY:
        await look(house, now)
        await look(house, now)
        now += walk.randint(1, 5) * HOUR
    found = await alerts(house)
    told = [(one.figures["dispute"], one.figures["step"]) for one in found]
    assert sorted(told) == sorted((id_, step.name) for id_ in dues for step in STEPS)
    for one in found:
        step = next(step for step in STEPS if step.name == one.figures["step"])
        left = dues[one.figures["dispute"]] - one.at
        assert step.before_s - 5 * HOUR < left <= step.before_s
        assert one.until is not None, "no reminder outlives its deadline"
    assert found[0].title == "Less than 7 days to answer a dispute of 246.00 USD"
    assert "is due on 30 September 2026, 14:13 UTC. Send it by 29 September" in found[0].sentence


async def test_a_crash_while_it_is_told_leaves_nothing_and_the_next_look_tells_it(
    house: House,
) -> None:
    await filling.account(house, CON, "live")
    await filling.rows(house, CON, a_dispute("du_1", START + 2 * DAY))

    class Broken(Alerts):
        def settle(
            self, tx: Connection, holds: Collection[str], resting: Collection[str], now: int
        ) -> int:
            raise OSError("the machine stops here")

    with pytest.raises(OSError, match="stops"):
        await reminding.look(house.store, [SHOP], Broken(house.store), START)
    assert await alerts(house) == []
    assert await look(house, START) == 1
    assert await look(house, START) == 0
    assert [one.figures["step"] for one in await alerts(house)] == ["3d"]


async def test_only_the_most_urgent_of_several_is_told_and_none_of_what_is_decided(
    house: House,
) -> None:
    await filling.account(house, CON, "live")
    rows = [
        a_dispute("du_late", START + 5 * HOUR),
        a_dispute("du_sent", START + DAY, status="under_review", submission_count=1),
        a_dispute("du_over", START - 1),
        a_dispute("du_none", None),
        a_dispute("du_left", START + DAY),
        a_dispute("du_asks", START + 20 * HOUR, status="warning_needs_response"),
    ]
    await filling.rows(house, CON, *rows)
    async with house.store.writing() as tx:
        await cases.put(tx, CON, "du_left", START, decision=cases.LEAVE)
    await look(house, START)
    found = {one.figures["dispute"]: one for one in await alerts(house)}
    assert {id_: one.figures["step"] for id_, one in found.items()} == {
        "du_late": "6h",
        "du_asks": "1d",
    }
    assert "question from the bank" in found["du_asks"].title


async def test_a_deadline_that_moves_is_told_anew_and_an_answer_ends_it(house: House) -> None:
    await filling.account(house, CON, "live")
    await filling.rows(house, CON, a_dispute("du_1", START + 2 * DAY))
    await look(house, START)
    await filling.rows(house, CON, a_dispute("du_1", START + 6 * DAY))
    await look(house, START + 1)
    told = [(one.figures["step"], one.until) for one in await alerts(house)]
    assert told == [("3d", START + 1), ("7d", None)]
    resting = await reminding.look(house.store, [], Alerts(house.store), START + 2, [CON])
    assert resting == 0, "an account that is not looked at keeps what it has"
    sent = a_dispute("du_1", START + 6 * DAY, status="under_review", submission_count=1)
    await filling.rows(house, CON, sent)
    await look(house, START + 3)
    assert [one.until for one in await alerts(house)] == [START + 1, START + 3]


async def test_a_reminder_is_an_alert_that_leads_to_its_case(
    house: House, client: httpx.AsyncClient, clock: SetClock
) -> None:
    clock.at = START
    await filling.account(house, CON, "live")
    await filling.rows(house, CON, a_dispute("du_1", START + 20 * HOUR))
    assert await clockwork(house) == 1
    assert await clockwork(house) == 0
    (told,) = (await client.get("/api/v1/alerts")).json()["data"]
    assert told["link"] == f"/disputes/{CON}/du_1"
    assert told["severity"] == "critical"
    assert told["rule"] is None
    assert told["sentence"].endswith("Send it now: what arrives on the last day may be too late.")


@given(st.integers(0, 10 * DAY), st.sets(st.sampled_from([one.name for one in STEPS])))
def test_a_step_is_told_only_in_its_time_and_never_again(left: int, known: set[str]) -> None:
    found = due(START + left, START, known)
    if found.tell is not None:
        assert found.tell.name not in known
        assert found.passed[-1] == found.tell.name
        assert 0 < left <= found.tell.before_s
    assert due(START + left, START, {*known, *found.passed}).tell is None
