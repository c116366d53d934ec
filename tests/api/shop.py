"""A small shop whose every row leads to every other, for whoever looks for something in it."""

from tests.api import filling
from tests.api.filling import made
from tillwatch.intake.house import House
from tillwatch.kernel import times
from tillwatch.rows import (
    Attempt,
    BalanceEntry,
    Customer,
    Dispute,
    Invoice,
    InvoicePayment,
    Payment,
    Payout,
    PayoutEntry,
    Refund,
    Row,
    Subscription,
)

CON = "con_shop"
NOON = times.parse("2026-11-01T12:00:00Z")
HOUR = 3600


async def open_shop(house: House, connection_id: str = CON, mode: str = "live") -> None:
    """Maya has a subscription and disputed; Ömer bought once and has his money back; a guest in
    yen failed; one payout holds the money of both."""
    await filling.account(house, connection_id, mode)
    await filling.rows(house, connection_id, *_maya(), *_omer(), _guest(), *_payout())


def _maya() -> list[Row]:
    email, name = "Maya.Patel@example.com", "Maya Patel"
    return [
        made(Customer, "cus_maya", created=NOON, email=email, name=name),
        made(Subscription, "sub_1", created=NOON, status="active", customer="cus_maya"),
        made(
            Invoice,
            "in_1",
            created=NOON,
            status="paid",
            number="F-0007",
            customer="cus_maya",
            subscription="sub_1",
            total=18450,
            currency="usd",
        ),
        made(InvoicePayment, "inpay_1", created=NOON, invoice="in_1", payment="pi_maya1"),
        _payment("pi_maya1", NOON, 18450, customer="cus_maya", card_last4="4242", disputed=True),
        _try("ch_maya1", "pi_maya1", "txn_maya1", customer="cus_maya"),
        _entry("txn_maya1", "ch_maya1", 18450),
        made(
            Dispute,
            "du_maya1",
            created=NOON + 4 * HOUR,
            status="needs_response",
            reason="fraudulent",
            payment="pi_maya1",
            attempt="ch_maya1",
            amount=18450,
            due_by=NOON + 86_400,
            currency="usd",
        ),
        _entry("txn_dispute", "du_maya1", -18450),
    ]


def _omer() -> list[Row]:
    email, name = "omer@example.com", "Ömer Al Amin"
    return [
        made(Customer, "cus_omer", created=NOON, email=email, name=name),
        _payment("pi_omer1", NOON + HOUR, 1200, customer="cus_omer", amount_refunded=1200),
        _try("ch_omer1", "pi_omer1", "txn_omer1"),
        _entry("txn_omer1", "ch_omer1", 1200),
        made(
            Refund,
            "re_omer1",
            created=NOON + 3 * HOUR,
            status="succeeded",
            payment="pi_omer1",
            attempt="ch_omer1",
            amount=1200,
            balance_entry="txn_refund",
            reference="ARN777",
            currency="usd",
        ),
        _entry("txn_refund", "re_omer1", -1200),
    ]


def _guest() -> Row:
    return _payment(
        "pi_guest",
        NOON + 2 * HOUR,
        1200,
        currency="jpy",
        status="failed",
        amount_captured=0,
        email="guest.gao@example.com",
        name="Lin Gao",
        decline_code="insufficient_funds",
        failure_code="card_declined",
        card_last4="0341",
    )


def _payout() -> list[Row]:
    payout = made(
        Payout,
        "po_1",
        created=NOON + 5 * HOUR,
        status="in_transit",
        amount=18450,
        arrival_date=NOON + 86_400,
        automatic=True,
        statement_descriptor="HARBOR",
        currency="usd",
    )
    held = ("txn_maya1", "txn_omer1", "txn_refund")
    return [payout, *[made(PayoutEntry, f"po_1/{e}", payout="po_1", entry=e) for e in held]]


def _payment(id_: str, created: int, amount: int, **told: object) -> Payment:
    facts = {
        "status": "succeeded",
        "amount": amount,
        "amount_captured": amount,
        "currency": "usd",
        "attempts": 1,
        "latest_attempt": id_.replace("pi_", "ch_"),
        **told,
    }
    return made(Payment, id_, created=created, **facts)


def _try(id_: str, payment: str, entry: str, **told: object) -> Attempt:
    return made(
        Attempt, id_, created=NOON, payment=payment, balance_entry=entry, currency="usd", **told
    )


def _entry(id_: str, source: str, net: int) -> BalanceEntry:
    return made(BalanceEntry, id_, created=NOON, source=source, amount=net, net=net, currency="usd")
