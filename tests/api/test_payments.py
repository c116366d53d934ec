"""A payment with what belongs to it; payouts and what they hold."""

import httpx
import pytest

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.rows import (
    Attempt,
    BalanceEntry,
    Customer,
    Invoice,
    InvoicePayment,
    Payment,
    Payout,
    PayoutEntry,
    Price,
    Product,
    Refund,
)

pytestmark = pytest.mark.usefixtures("any_store")

PAYMENTS = "/api/v1/payments"
DAY = 86_400
LINE = {"id": "il_1", "description": "1 × Pro", "amount": 2000, "currency": "usd"}


async def sold(house: House, line: dict[str, object]) -> None:
    """One subscription payment, its money on the way to the bank."""
    await filling.account(house, "con_a", "live")
    await filling.rows(
        house,
        "con_a",
        filling.made(
            Payment,
            "pi_1",
            created=DAY,
            status="succeeded",
            amount=2000,
            currency="usd",
            latest_attempt="ch_1",
            customer="cus_1",
        ),
        filling.made(Attempt, "ch_1", payment="pi_1", currency="usd", balance_entry="txn_1"),
        filling.made(
            BalanceEntry, "txn_1", amount=1800, fee=82, net=1718, currency="eur", available_on=DAY
        ),
        filling.made(PayoutEntry, "po_1/txn_1", payout="po_1", entry="txn_1"),
        filling.made(
            Payout, "po_1", status="in_transit", amount=1718, currency="eur", arrival_date=3 * DAY
        ),
        filling.made(InvoicePayment, "inpay_1", invoice="in_1", payment="pi_1"),
        filling.made(Invoice, "in_1", currency="usd", lines=[line]),
        filling.made(Product, "prod_1", name="Pro"),
        filling.made(Price, "price_1", product="prod_1"),
        filling.made(Customer, "cus_1", email="ada@example.com", name="Ada", country="GB"),
    )


async def test_everything_that_belongs_to_a_payment(
    house: House, client: httpx.AsyncClient
) -> None:
    await sold(house, {**LINE, "product": "prod_1"})
    listed = (await client.get(PAYMENTS)).json()["data"][0]
    single = (await client.get(PAYMENTS + "/con_a/pi_1")).json()
    assert listed == single
    assert listed["fee"] == {"amount": 82, "currency": "eur"}
    assert listed["net"] == {"amount": 1718, "currency": "eur"}
    assert listed["payout"] == {
        "id": "po_1",
        "status": "in_transit",
        "arrival_date": "1970-01-04T00:00:00Z",
    }
    assert listed["product"] == {"id": "prod_1", "name": "Pro"}
    assert (listed["email"], listed["country"]) == ("ada@example.com", "GB")


async def test_the_product_of_a_price(house: House, client: httpx.AsyncClient) -> None:
    await sold(house, {**LINE, "price": "price_1"})
    assert (await client.get(PAYMENTS)).json()["data"][0]["product"]["name"] == "Pro"


async def test_a_product_nobody_may_read_is_described(
    house: House, client: httpx.AsyncClient
) -> None:
    await sold(house, {**LINE, "product": "prod_secret"})
    product = (await client.get(PAYMENTS)).json()["data"][0]["product"]
    assert product == {"id": "prod_secret", "name": "1 × Pro"}


async def test_a_lone_payment_has_nothing_around_it(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_a", "live")
    await filling.rows(house, "con_a", filling.made(Payment, "pi_1", currency="usd"))
    payment = (await client.get(PAYMENTS)).json()["data"][0]
    around = ("fee", "net", "available_on", "payout", "product", "email", "country")
    assert [payment[name] for name in around] == [None] * len(around)
    assert payment["created"] is None, "not known is not 1970"


async def test_the_same_id_in_two_accounts_is_two_payments(
    house: House, client: httpx.AsyncClient
) -> None:
    await sold(house, LINE)
    await filling.account(house, "con_b", "live")
    await filling.rows(
        house,
        "con_b",
        filling.made(Payment, "pi_1", currency="usd", latest_attempt="ch_1", customer="cus_1"),
    )
    other = (await client.get(PAYMENTS + "/con_b/pi_1")).json()
    assert (other["fee"], other["email"], other["payout"]) == (None, None, None)


async def paid_out(house: House, net: int, *, known: bool = True) -> None:
    entry = filling.made(BalanceEntry, "txn_1", net=net, amount=net, currency="usd", source="ch_1")
    own = filling.made(
        BalanceEntry, "txn_po", net=-900, amount=-900, currency="usd", source="po_1", type="payout"
    )
    held = [
        filling.made(PayoutEntry, f"po_1/{id}", payout="po_1", entry=id)
        for id in ("txn_1", "txn_po")
    ]
    payout = filling.made(
        Payout, "po_1", amount=900, currency="usd", automatic=True, balance_entry="txn_po"
    )
    await filling.account(house, "con_a", "live")
    await filling.rows(house, "con_a", payout, entry, own, *(held if known else ()))


async def test_a_payout_equals_its_entries(house: House, client: httpx.AsyncClient) -> None:
    await paid_out(house, 900)
    payout = (await client.get("/api/v1/payouts/con_a/po_1")).json()
    net = {"amount": 900, "currency": "usd"}
    assert payout["entries"] == {"known": True, "count": 2, "net": net, "equal": True}
    entries = (await client.get("/api/v1/payouts/con_a/po_1/entries")).json()
    assert {row["id"] for row in entries["data"]} == {"txn_1", "txn_po"}
    (listed,) = (await client.get("/api/v1/payouts")).json()["data"]
    assert listed["entries"] == payout["entries"]
    overview = (await client.get("/api/v1/overview")).json()
    assert overview["payouts_checked"] == {"equal": 1, "known": 1, "total": 1}


async def test_entries_of_a_payout_name_their_payments(
    house: House, client: httpx.AsyncClient
) -> None:
    """Of a payment's try and of its refund alike; of another kind they name none."""
    await paid_out(house, 900)
    paid = {"payment": "pi_1", "currency": "usd"}
    back = filling.made(BalanceEntry, "txn_2", category="refund", source="re_1", currency="usd")
    await filling.rows(
        house,
        "con_a",
        filling.made(Payment, "pi_1", amount=900, currency="usd", name="Ada Lovelace"),
        filling.made(Attempt, "ch_1", **paid),
        filling.made(Refund, "re_1", **paid),
        back,
        filling.made(PayoutEntry, "po_1/txn_2", payout="po_1", entry="txn_2"),
    )
    entries = (await client.get("/api/v1/payouts/con_a/po_1/entries")).json()["data"]
    named = {row["id"]: row["payment"] and row["payment"]["name"] for row in entries}
    assert named == {"txn_1": "Ada Lovelace", "txn_2": "Ada Lovelace", "txn_po": None}
    refunds = "/api/v1/payouts/con_a/po_1/entries?category=refund"
    (refund,) = (await client.get(refunds)).json()["data"]
    assert (refund["id"], refund["payment"]["id"]) == ("txn_2", "pi_1")
    assert refund["payment"]["amount"] == {"amount": 900, "currency": "usd"}


async def test_a_payout_that_does_not_add_up_says_so(
    house: House, client: httpx.AsyncClient
) -> None:
    await paid_out(house, 899)
    assert (await client.get("/api/v1/payouts/con_a/po_1")).json()["entries"]["equal"] is False
    overview = (await client.get("/api/v1/overview")).json()
    assert overview["payouts_checked"] == {"equal": 0, "known": 1, "total": 1}


async def test_entries_not_known_yet_prove_nothing(house: House, client: httpx.AsyncClient) -> None:
    await paid_out(house, 900, known=False)
    payout = (await client.get("/api/v1/payouts/con_a/po_1")).json()
    assert payout["entries"] == {"known": False, "count": 0, "net": None, "equal": None}
    overview = (await client.get("/api/v1/overview")).json()
    assert overview["payouts_checked"] == {"equal": 0, "known": 0, "total": 1}


async def test_the_proof_follows_what_changes(
    house: House, clock: SetClock, client: httpx.AsyncClient
) -> None:
    """Payouts that change are added up again within seconds; while nothing does, never."""

    async def equal() -> int:
        checked = (await client.get("/api/v1/overview")).json()["payouts_checked"]
        return int(checked["equal"])

    await paid_out(house, 900)
    assert await equal() == 1
    wrong = filling.made(Payout, "po_1", amount=1, currency="usd", automatic=True)
    await filling.rows(house, "con_a", wrong)
    assert await equal() == 1, "it rests for a moment"
    clock.advance(5)
    assert await equal() == 0
