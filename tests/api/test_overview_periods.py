"""The first page's figures for any period, and beside them those of the period before."""

import httpx
import pytest

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.kernel import times
from tillwatch.rows import Attempt, BalanceEntry, Dispute, Payment, Refund
from tillwatch.store.tables import connection

pytestmark = pytest.mark.usefixtures("any_store")

OVERVIEW = "/api/v1/overview"
DAY = 86_400
NOON = times.parse("2026-11-02T12:00:00Z")
USD = {"currency": "usd"}


def paid(id: str, created: int, captured: int, **told: object) -> Payment:
    facts = {"status": "succeeded", "amount": captured, "attempts": 1, **USD, **told}
    return filling.made(Payment, id, created=created, amount_captured=captured, **facts)


def failed(id: str, created: int, code: str | None, currency: str = "usd") -> Payment:
    return filling.made(
        Payment,
        id,
        created=created,
        status="failed",
        amount=500,
        attempts=1,
        currency=currency,
        decline_code=code,
        failure_code="card_declined",
    )


async def test_today_is_compared_with_the_same_time_yesterday(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_a", "live")
    await filling.rows(
        house,
        "con_a",
        paid("pi_1", NOON - 60, 100),
        paid("pi_2", NOON - DAY - 60, 20),
        paid("pi_3", NOON - DAY + 60, 7),
    )
    asked = {"period_from": "2026-11-02", "period_until": "2026-11-03"}
    told = (await client.get(OVERVIEW, params=asked)).json()
    assert told["compare"] == "previous"
    assert told["period"]["end"] == "2026-11-02T12:00:01Z", "what is to come is no part of it"
    assert told["previous"] == {"start": "2026-11-01T00:00:00Z", "end": "2026-11-01T12:00:01Z"}
    assert told["volume"] == [{"amount": 100, **USD}]
    assert told["previous_volume"] == [{"amount": 20, **USD}]
    assert told["today"] == {"volume": [{"amount": 100, **USD}], "succeeded": 1, "tried": 1}
    assert told["grain"] == "hour"
    assert len(told["days"]) == len(told["previous_days"]) == 13
    assert sum(part["tried"] for part in told["days"]) == 1


async def test_nothing_to_compare_with_says_nothing(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_a", "live")
    told = (await client.get(OVERVIEW, params={"compare": "none"})).json()
    assert told["previous"] is None
    assert told["payments"]["previous_tried"] == 0
    assert told["previous_days"] == []


async def test_all_time_begins_with_the_first_payment(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_a", "live")
    await filling.rows(house, "con_a", paid("pi_1", NOON - 9 * DAY, 100))
    told = (await client.get(OVERVIEW, params={"period_from": "1970-01-01"})).json()
    assert told["days"][0]["date"] == "2026-10-24"
    assert len(told["days"]) == 10


async def test_why_payments_failed(house: House, client: httpx.AsyncClient) -> None:
    """The most frequent first; beyond eight the others are one line."""
    await filling.account(house, "con_a", "live")
    some = [failed(f"pi_{n}", NOON - 60, "insufficient_funds") for n in range(3)]
    some += [failed("pi_eur", NOON - 60, "insufficient_funds", "eur")]
    some += [failed(f"pi_other_{n}", NOON - 60, f"odd_code_{n}") for n in range(9)]
    some += [failed("pi_none", NOON - 60, None), failed("pi_old", NOON - 40 * DAY, "lost_card")]
    await filling.rows(house, "con_a", *some)
    why = (await client.get(OVERVIEW)).json()["failures"]
    assert why["total"] == 14
    assert why["top"][0] == {
        "code": "insufficient_funds",
        "words": "not enough money on the card",
        "count": 4,
        "amounts": [{"amount": 500, "currency": "eur"}, {"amount": 1500, "currency": "usd"}],
    }
    assert why["top"][1] == {
        "code": "card_declined",
        "words": "the card was declined, no reason is known",
        "count": 1,
        "amounts": [{"amount": 500, "currency": "usd"}],
    }
    assert why["top"][2]["words"] == "odd code 0"
    assert len(why["top"]) == 8
    assert (why["rest_codes"], why["rest"]["count"]) == (3, 3)


async def test_one_reason_more_is_shown_rather_than_summed_up(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_a", "live")
    some = [failed(f"pi_{n}", NOON - 60, f"odd_code_{n}") for n in range(9)]
    await filling.rows(house, "con_a", *some)
    why = (await client.get(OVERVIEW)).json()["failures"]
    assert (len(why["top"]), why["rest"], why["rest_codes"]) == (9, None, 0)


async def test_each_reason_leads_to_the_payments_it_counts(
    house: House, client: httpx.AsyncClient
) -> None:
    """Those without any code too; not those that failed at first and were paid later."""
    await filling.account(house, "con_a", "live")
    facts = {"created": NOON - 60, "status": "failed", "amount": 500, "attempts": 1}
    await filling.rows(
        house,
        "con_a",
        *[failed(f"pi_{n}", NOON - 60, "insufficient_funds") for n in range(3)],
        *[filling.made(Payment, f"pi_mute_{n}", **facts) for n in range(2)],
        failed("pi_other", NOON - 60, None),
        paid("pi_paid", NOON - 60, 100),
    )
    top = (await client.get(OVERVIEW)).json()["failures"]["top"]
    assert [one["code"] for one in top] == ["insufficient_funds", None, "card_declined"]
    assert top[1]["words"] == "no reason given"
    for one in top:
        asked = {"failure": one["code"] or "none"}
        found = (await client.get("/api/v1/payments/totals", params=asked)).json()
        assert (one["code"], found["count"]) == (one["code"], one["count"])
    asked = {"failure": ["none", "card_declined"]}
    assert (await client.get("/api/v1/payments/totals", params=asked)).json()["count"] == 3


async def test_what_went_out_and_what_it_cost(house: House, client: httpx.AsyncClient) -> None:
    entry = {"created": NOON, "currency": "eur", "category": "charge"}
    before = NOON - 31 * DAY
    await filling.account(house, "con_a", "live")
    await filling.rows(
        house,
        "con_a",
        filling.made(BalanceEntry, "txn_1", amount=1000, fee=40, net=960, **entry),
        filling.made(BalanceEntry, "txn_2", amount=500, fee=20, net=480, **entry),
        filling.made(
            BalanceEntry, "txn_3", amount=-9, fee=0, net=-9, **{**entry, "category": "refund"}
        ),
        filling.made(BalanceEntry, "txn_4", amount=9, fee=1, net=8, **{**entry, "created": before}),
        filling.made(Refund, "re_1", created=before, amount=9, status="succeeded", **USD),
        filling.made(Dispute, "du_1", created=NOON, amount=5, status="won", **USD),
        filling.made(
            Dispute, "du_2", created=NOON, amount=6, status="warning_needs_response", **USD
        ),
    )
    told = (await client.get(OVERVIEW)).json()
    eur = {"currency": "eur"}
    assert told["costs"] == [
        {
            "gross": {"amount": 1500, **eur},
            "fee": {"amount": 60, **eur},
            "net": {"amount": 1440, **eur},
            "entries": 2,
        }
    ]
    assert told["previous_costs"][0]["fee"] == {"amount": 1, **eur}
    assert (told["refunds"]["count"], told["refunds"]["previous_count"]) == (0, 1)
    assert told["disputes_opened"]["count"] == 2
    assert told["disputes_opened"]["questions"] == 1
    assert told["disputes_opened"]["amounts"] == [{"amount": 11, **USD}]


async def test_decades_without_a_payment_are_zero(house: House, client: httpx.AsyncClient) -> None:
    """What is before the first payment is told, and the database is not asked for it."""
    asked = {"period_from": "2000-01-01", "compare": "previous"}
    await filling.account(house, "con_a", "live")
    none = (await client.get(OVERVIEW, params=asked)).json()
    assert (none["grain"], none["volume"], none["payments"]["tried"]) == ("month", [], 0)
    assert len(none["days"]) == 12 * 26 + 11
    await filling.rows(house, "con_a", paid("pi_1", NOON - 9 * DAY, 100), paid("pi_2", NOON, 20))
    some = (await client.get(OVERVIEW, params=asked)).json()
    assert some["volume"] == [{"amount": 120, **USD}]
    assert [part["tried"] for part in some["days"]] == [1, *[0] * 8, 1]


@pytest.mark.parametrize("known", [True, False])
async def test_other_currencies_only_where_each_has_a_rate(
    house: House, client: httpx.AsyncClient, known: bool
) -> None:
    """1,000 JPY at 0.0065 are 6.50 USD; with 10.00 USD they are 16.50."""
    await filling.account(house, "con_a", "live")
    async with house.store.writing() as tx:
        await tx.execute(connection.update().values(account={"currency": "usd"}))
    await filling.rows(
        house,
        "con_a",
        paid("pi_1", NOON - 60, 1000),
        paid("pi_2", NOON - 60, 1000, currency="jpy"),
        filling.made(
            Attempt, "ch_2", payment="pi_2", created=NOON, currency="jpy", balance_entry="txn_2"
        ),
        filling.made(
            BalanceEntry,
            "txn_2",
            created=NOON,
            amount=650,
            net=650,
            exchange_rate="0.0065" if known else None,
            **USD,
        ),
    )
    told = (await client.get(OVERVIEW)).json()
    if not known:
        assert told["converted"] is None
        return
    assert told["converted"] == {
        "amount": {"amount": 1650, **USD},
        "rates": [{"from": "jpy", "to": "usd", "rate": "0.0065", "as_of": "2026-11-02T12:00:00Z"}],
    }


async def test_a_period_that_ends_before_it_begins_is_refused(client: httpx.AsyncClient) -> None:
    asked = {"period_from": "2026-11-02", "period_until": "2026-11-01"}
    answer = await client.get(OVERVIEW, params=asked)
    assert answer.status_code == 422
    assert "period_until" in answer.json()["fields"]
