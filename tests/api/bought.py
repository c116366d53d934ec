"""A payment of two tries, partly refunded, its money on its way to the bank; asking for stories."""

from typing import Any

import httpx

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.rows import (
    Attempt,
    BalanceEntry,
    Customer,
    Invoice,
    InvoicePayment,
    Payment,
    Payout,
    PayoutEntry,
    Product,
    Refund,
    Row,
)
from tillwatch.store.tables import connection

V1 = "/api/v1"
DAY = 86_400
NOON = 1_793_620_800
USD = {"currency": "usd"}
CARD = {
    "method": "card",
    "card_brand": "visa",
    "card_last4": "8210",
    "card_funding": "credit",
    "card_country": "US",
    "check_line1": "pass",
    "check_postal_code": "pass",
    "check_cvc": "pass",
    "risk_level": "normal",
    "risk_score": 11,
}


async def bought(house: House) -> None:
    await filling.account(house, "con_a", "test")
    async with house.store.writing() as tx:
        await tx.execute(connection.update().values(account_id="acct_1"))
    await filling.rows(house, "con_a", *_payment(), *_money(), *_goods())


def _payment() -> list[Row]:
    tried = {"payment": "pi_1", "amount": 18450, "customer": "cus_1", **CARD, **USD}
    return [
        filling.made(
            Payment,
            "pi_1",
            created=NOON,
            status="succeeded",
            amount=18450,
            amount_captured=18450,
            amount_refunded=4200,
            attempts=2,
            latest_attempt="ch_2",
            customer="cus_1",
            name="Owen Carter",
            **USD,
        ),
        filling.made(
            Attempt,
            "ch_1",
            created=NOON,
            status="failed",
            decline_code="authentication_required",
            failure_code="card_declined",
            **tried,
        ),
        filling.made(
            Attempt,
            "ch_2",
            created=NOON + 171,
            status="succeeded",
            captured=True,
            balance_entry="txn_1",
            three_d_secure="authenticated",
            statement_descriptor="NORTHLIGHT",
            **tried,
        ),
        filling.made(Customer, "cus_1", email="owen@example.com", name="Owen Carter"),
    ]


def _money() -> list[Row]:
    entry = {"available_on": NOON + DAY, **USD}
    given = {"payment": "pi_1", "created": NOON + DAY, "balance_entry": "txn_2", **USD}
    return [
        filling.made(Refund, "re_1", status="succeeded", amount=4200, **given),
        filling.made(
            BalanceEntry, "txn_1", amount=18450, fee=565, net=17885, category="charge", **entry
        ),
        filling.made(
            BalanceEntry, "txn_2", amount=-4200, fee=0, net=-4200, category="refund", **entry
        ),
        filling.made(PayoutEntry, "po_1/txn_1", payout="po_1", entry="txn_1"),
        filling.made(
            Payout,
            "po_1",
            created=NOON + 2 * DAY,
            status="in_transit",
            amount=17885,
            automatic=True,
            arrival_date=NOON + 3 * DAY,
            **USD,
        ),
    ]


def _goods() -> list[Row]:
    kettles = {"description": "2 × Kettle", "amount": 18450, "quantity": 2, "product": "prod_1"}
    return [
        filling.made(InvoicePayment, "inpay_1", invoice="in_1", payment="pi_1"),
        filling.made(
            Invoice, "in_1", status="paid", total=18450, lines=[{**kettles, **USD}], **USD
        ),
        filling.made(Product, "prod_1", name="Kettle"),
    ]


async def told(client: httpx.AsyncClient, path: str, **asked: str) -> Any:
    answer = await client.get(f"{V1}/{path}/story", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()
