"""The first page's disputes to answer: those with the least time left, and whose they are."""

import httpx

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.kernel import times
from tillwatch.rows import Attempt, Customer, Dispute, Payment

OVERVIEW = "/api/v1/overview"
DAY = 86_400
NOON = times.parse("2026-11-02T12:00:00Z")
USD = {"currency": "usd"}


def asked(id: str, days_left: float, **told: object) -> Dispute:
    facts = {"status": "needs_response", "reason": "fraudulent", "amount": 900, **USD, **told}
    due_by = None if days_left == 0 else NOON + int(days_left * DAY)
    return filling.made(Dispute, id, created=NOON - DAY, due_by=due_by, **facts)


async def test_the_least_time_left_comes_first(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_a", "live")
    await filling.rows(
        house,
        "con_a",
        asked("du_late", 9),
        asked("du_last", 11),
        asked("du_soon", 2, status="warning_needs_response"),
        asked("du_next", 3),
        asked("du_over", -1),
        asked("du_never", 0),
        asked("du_answered", 1, status="under_review"),
    )
    told = (await client.get(OVERVIEW)).json()["disputes"]
    assert [one["id"] for one in told["soonest"]] == ["du_soon", "du_next", "du_late"]
    assert (told["open"], told["waiting"]) == (7, 4)
    assert told["soonest"][0] == {
        "id": "du_soon",
        "connection_id": "con_a",
        "who": None,
        "reason": "fraudulent",
        "status": "warning_needs_response",
        "amount": {"amount": 900, **USD},
        "due_by": "2026-11-04T12:00:00Z",
    }


async def test_whose_it_is(house: House, client: httpx.AsyncClient) -> None:
    """A payment that only the try names is found; another account's customer is not."""
    priya = {"customer": "cus_1", "email": "p@example.com", "created": NOON}
    await filling.account(house, "con_a", "live")
    await filling.account(house, "con_b", "live")
    await filling.rows(
        house,
        "con_a",
        asked("du_1", 1, payment="pi_1"),
        asked("du_2", 2, attempt="ch_2"),
        asked("du_3", 3, payment="pi_3"),
        filling.made(Payment, "pi_1", name="Priya Nair", **priya),
        filling.made(Payment, "pi_2", **priya),
        filling.made(Payment, "pi_3", email="q@example.com", customer="cus_3", created=NOON),
        filling.made(Attempt, "ch_2", payment="pi_2", created=NOON),
        filling.made(Customer, "cus_1", name="P. Nair", created=NOON),
    )
    await filling.rows(house, "con_b", filling.made(Customer, "cus_3", name="Not him", created=1))
    told = (await client.get(OVERVIEW)).json()["disputes"]["soonest"]
    assert [one["who"] for one in told] == ["Priya Nair", "P. Nair", "q@example.com"]
