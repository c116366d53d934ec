"""Two accounts with disputes in every stage, for whoever asks about many of them."""

from typing import Any

from tests.api import filling
from tests.api.conftest import NOW
from tillwatch.features.disputes.judging import kept
from tillwatch.features.disputes.judging.kept import Snapshot
from tillwatch.features.disputes.value import Verdict
from tillwatch.intake.house import House
from tillwatch.kernel.money import Money
from tillwatch.rows import Dispute, Payment

DAY = 86_400
AT = int(NOW)


def a_dispute(id: str, **told: Any) -> Dispute:
    usual: dict[str, Any] = {
        "status": "needs_response",
        "reason": "fraudulent",
        "amount": 5_000,
        "currency": "usd",
        "network": "visa",
        "created": AT - 5 * DAY,
        "due_by": AT + 5 * DAY,
        "payment": f"pi_{id}",
        "intended_submission_method": "manual",
    }
    return filling.made(Dispute, id, **{**usual, **told})


def a_payment(id: str, **told: Any) -> Payment:
    usual = {"amount": 5_000, "currency": "usd", "status": "succeeded", "created": AT - 20 * DAY}
    return filling.made(Payment, id, **{**usual, **told})


async def fill(house: House) -> None:
    """Due soonest first: du_soon, du_week, du_later (of the other account); du_none takes no
    answer; du_bank is with the bank; du_won was fought before it came here, du_left was not."""
    await filling.account(house, "con_1", mode="live", created=1)
    await filling.account(house, "con_2", mode="live", created=2)
    mine = [
        a_dispute("du_soon", due_by=AT + DAY // 2, amount=9_000),
        a_dispute("du_week", due_by=AT + 3 * DAY, reason="product_not_received"),
        a_dispute("du_none", due_by=None),
        a_dispute("du_bank", status="under_review", submission_count=1),
        a_dispute("du_won", status="won", submission_count=1, created=AT - 90 * DAY),
        a_dispute("du_left", status="lost", created=AT - 80 * DAY, due_by=AT - 70 * DAY),
    ]
    await filling.rows(
        house, "con_1", *mine, a_payment("pi_du_soon", name="Maya Patel", email="maya@example.com")
    )
    await filling.rows(
        house, "con_2", a_dispute("du_later", due_by=AT + 20 * DAY, currency="eur", network=None)
    )
    for key, verdict, got in (
        (("con_1", "du_soon"), "fight", 20),
        (("con_1", "du_week"), "accept", 2),
        (("con_2", "du_later"), "fight_smart", 10),
        (("con_1", "du_won"), "not_contestable", 10),
    ):
        await _judged(house, key, verdict, got)


async def _judged(house: House, key: tuple[str, str], verdict: str, got: int) -> None:
    """Twice: the newer counts."""
    gain = Money(1_234, "usd")
    for at, name in ((AT - DAY, "accept"), (AT - 60, verdict)):
        one = Snapshot(
            at=at,
            cause=kept.ARRIVED,
            rules="1",
            learned="general",
            digest=name,
            score=None,
            routes=(),
            verdict=Verdict(name=name, route=None, gain=gain, why="Because"),
            got=got,
            of=24,
        )
        async with house.store.writing() as tx:
            await kept.put(tx, key, one)
