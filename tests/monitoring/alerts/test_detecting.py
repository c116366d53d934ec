"""Each detector, and each rule that compares, over a cause made by hand."""

from typing import Any

import httpx
import msgspec
from sqlalchemy import update

from tests.api import filling
from tests.monitoring.alerts.looks import HOUR, MINUTE, NOON, SHOP, alerts, only, only_too, watch
from tillwatch.features.monitoring.alerts.detecting import Account
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.times import DAY
from tillwatch.rows import (
    Attempt,
    Balance,
    BalanceEntry,
    Dispute,
    Fee,
    FraudWarning,
    Invoice,
    Payout,
    Row,
    Subscription,
)
from tillwatch.store.tables import LEDGER, alert


def tried(id: str, created: int, **told: Any) -> Attempt:
    plain = {"payment": f"pi_{id}", "status": "succeeded", "amount": 5000, "currency": "usd"}
    return filling.made(Attempt, f"ch_{id}", created=created, **{**plain, **told})


async def detected(house: House, *given: Row, slug: str, account: Account = SHOP) -> list[Any]:
    await filling.account(house, SHOP.id, "test")
    await filling.rows(house, SHOP.id, *given)
    await only(house, slug)
    await watch(house, SetClock(NOON), account).once()
    return await alerts(house)


async def test_the_same_customer_paying_the_same_twice_within_minutes(house: House) -> None:
    [found] = await detected(
        house,
        tried("1", NOON - 900, customer="cus_1"),
        tried("2", NOON - 600, customer="cus_1"),
        tried("3", NOON - 300, customer="cus_1", amount=5001),
        tried("4", NOON - 300, customer="cus_2"),
        tried("5", NOON - 200, customer="cus_2", refunded=True),
        tried("6", NOON - 7200, customer="cus_1"),
        slug="duplicate",
    )
    assert found.sentence == "50.00 USD were paid twice within 5 minutes: give one back?"
    assert found.figures["payments"] == ["pi_1", "pi_2"]


async def test_an_invoice_that_is_negative_or_does_not_add_up(house: House) -> None:
    def invoice(id: str, **told: Any) -> Invoice:
        plain = {"status": "paid", "currency": "usd", "total": 100, "amount_due": 100}
        paid = {"amount_paid": 100, "amount_remaining": 0, "lines": [], "number": id}
        return filling.made(Invoice, id, created=NOON - 60, **{**plain, **paid, **told})

    line = {"amount": 90}
    found = await detected(
        house,
        invoice("in_1"),
        invoice("in_2", total=-100, amount_due=0, amount_paid=0),
        invoice("in_3", amount_remaining=50),
        invoice("in_4", lines=[line], lines_complete=True, subtotal=100),
        invoice("in_5", lines=[line], lines_complete=False, subtotal=100),
        slug="invoice",
    )
    assert [one.figures["invoice"] for one in found] == ["in_2", "in_3", "in_4"]


async def test_a_payout_that_is_late_is_over_when_it_has_come(house: House) -> None:
    payout = filling.made(
        Payout,
        "po_1",
        created=NOON - 6 * DAY,
        arrival_date=NOON - 3 * DAY,
        status="in_transit",
        amount=12300,
        currency="usd",
    )
    [found] = await detected(house, payout, slug="payout_late")
    assert found.until is None
    came = update(LEDGER["payout"]).values(status="paid")
    await house.store.write(lambda tx: tx.execute(came))
    await watch(house, SetClock(NOON + HOUR)).once()
    [found] = await alerts(house)
    assert found.until == NOON + HOUR


async def test_a_negative_balance_counts_what_is_on_its_way(house: House) -> None:
    def sums(usd: int, eur: int) -> list[dict[str, Any]]:
        return [{"currency": "usd", "amount": usd}, {"currency": "eur", "amount": eur}]

    balance = filling.made(Balance, "balance", available=sums(-500, -200), pending=sums(600, 0))
    [found] = await detected(house, balance, slug="negative_balance")
    assert found.sentence == "The balance is -2.00 EUR, what is on its way included."


def visa_sales(count: int) -> list[Row]:
    visa = {"card_brand": "visa", "method": "card", "amount_captured": 5000}
    made: list[Row] = []
    for number in range(count):
        entry = {"balance_entry": f"txn_{number}"}
        made.append(tried(str(number), NOON - DAY, **visa, **entry))
        made.append(filling.made(BalanceEntry, f"txn_{number}", created=NOON - DAY))
    return made


def disputed(number: int) -> Dispute:
    told = {"attempt": f"ch_{number}", "status": "needs_response", "currency": "usd"}
    return filling.made(Dispute, f"dp_{number}", created=NOON - HOUR, **told)


async def test_a_limit_of_a_network_is_told_once_a_month_and_again_when_it_is_reached(
    house: House,
) -> None:
    """Five disputes of a hundred Visa payments are above what Visa allows of anybody; four are
    four fifths of them."""
    shop = msgspec.structs.replace(SHOP, country="US")
    rows = [*visa_sales(100), *map(disputed, range(4))]
    [near] = await detected(house, *rows, slug="programme", account=shop)
    assert (near.severity, near.title) == ("warning", "Visa dispute and fraud limit is near")
    done = update(alert).values(state="resolved")
    await house.store.write(lambda tx: tx.execute(done))
    await watch(house, SetClock(NOON + HOUR), shop).once()
    [still] = await alerts(house)
    assert still.state == "resolved"
    await filling.rows(house, SHOP.id, disputed(4))
    assert await watch(house, SetClock(NOON + 2 * HOUR), shop).once() == 1
    [over] = await alerts(house)
    assert (over.severity, over.state, over.at) == ("critical", "open", NOON + 2 * HOUR)
    assert "5 cases, 100 payments" in over.sentence


async def test_a_webhook_that_brings_nothing(house: House) -> None:
    silent = msgspec.structs.replace(SHOP, hook_silent_since=NOON - HOUR)
    [found] = await detected(house, slug="webhook", account=silent)
    assert found.until is None
    await watch(house, SetClock(NOON + 60)).once()
    [found] = await alerts(house)
    assert found.until == NOON + 60


async def test_cards_that_end_before_what_they_are_charged_for(
    house: House, client: httpx.AsyncClient
) -> None:
    """It is 21 November 2026. Whoever has a newer card, or leaves, is not counted."""

    def agreed(customer: str, **told: Any) -> Subscription:
        plain = {"customer": customer, "status": "active", "items": [], "discounts": []}
        return filling.made(Subscription, f"sub_{customer}", **{**plain, "created": 1, **told})

    def paid(customer: str, id: str, month: int, year: int = 2026, **told: Any) -> Attempt:
        card = {"customer": customer, "card_exp_month": month, "card_exp_year": year}
        return tried(id, NOON - 40 * DAY, **card, **told)

    found = await detected(
        house,
        agreed("ends"),
        paid("ends", "1", 11),
        paid("ends", "2", 9, 2030, status="failed"),
        agreed("renewed"),
        paid("renewed", "3", 11),
        tried("4", NOON - DAY, customer="renewed", card_exp_month=11, card_exp_year=2029),
        agreed("leaves", cancel_at_period_end=True),
        paid("leaves", "5", 11),
        agreed("left", status="canceled"),
        paid("left", "6", 11),
        agreed("later"),
        paid("later", "7", 12),
        agreed("long_ago"),
        paid("long_ago", "8", 10),
        slug="expiring_cards",
    )
    [one] = found
    assert one.title == "Cards end with November 2026"
    assert one.sentence.startswith("1 customer pays with a card that ends with November 2026")
    assert one.figures["card_ends"] == "2026-11"
    whose = {"subscription": "sub_ends", "customer": "ends", "due": None}
    assert one.figures["subscriptions"] == [whose]
    for asked, ids in (("2026-11", ["sub_ends"]), ("2026-12", ["sub_later"]), ("soon", [])):
        page = await client.get("/api/v1/subscriptions", params={"card_ends": asked})
        assert [row["id"] for row in page.json()["data"]] == ids
    renewed = tried("9", NOON, customer="ends", card_exp_month=1, card_exp_year=2031)
    await filling.rows(house, SHOP.id, renewed)
    await watch(house, SetClock(NOON + HOUR)).once()
    [one] = await alerts(house)
    assert one.until == NOON + HOUR


async def test_many_renewals_that_fail_are_told_and_other_payments_are_not_meant(
    house: House,
) -> None:
    rows: list[Row] = []
    for week in range(5):
        for number in range(40):
            failed = number % 4 if week else number % 3 > 1
            told = {"status": "failed" if (not failed) else "succeeded", "invoice": "in_1"}
            rows.append(tried(f"{week}_{number}", NOON - week * 7 * DAY - 5 * HOUR, **told))
    found = await detected(house, *rows, slug="renewals_fail")
    [one] = found
    assert "Decline rate 67.5 % (27 of 40), in the weeks before 25.0 %" in one.sentence


async def test_fees_that_rose_and_a_fee_that_is_new(house: House) -> None:
    """October 2026 against the three months before."""
    rows: list[Row] = []
    days = [NOON - number * DAY for number in range(25, 145)]
    for number, day in enumerate(days):
        for part in range(12):
            id = f"{number}_{part}"
            money = {"amount_captured": 10_000, "balance_entry": f"txn_{id}", "captured": True}
            rows.append(tried(id, day, **money))
            entry = {"amount": 10_000, "currency": "usd", "type": "charge", "category": "charge"}
            rows.append(
                filling.made(BalanceEntry, f"txn_{id}", created=day, source=f"ch_{id}", **entry)
            )
            fee = {"entry": f"txn_{id}", "source": f"ch_{id}", "kind": "blended", "type": "fee"}
            cost = 400 if number < 20 else 300
            rows.append(
                filling.made(Fee, f"txn_{id}/1", created=day, amount=cost, currency="usd", **fee)
            )
    new = {"entry": "txn_new", "kind": "other", "type": "fee", "category": "fee"}
    words = {"description": "Radar (2026-11-01): 240 screened", "currency": "usd"}
    rows.append(filling.made(Fee, "new/1", created=NOON - DAY, amount=5, **new, **words))
    await detected(house, *rows, slug="fee_rise")
    await only_too(house, "new_fee")
    await watch(house, SetClock(NOON)).once()
    rose, fresh = await alerts(house)
    assert rose.title == "Fees rose: USD"
    assert fresh.sentence == (
        "Stripe charged “Radar (2026-11-01): 240 screened”, which was not seen before."
    )


async def test_a_payout_that_failed_a_dispute_and_a_warning_are_each_told_once(
    house: House,
) -> None:
    money: dict[str, Any] = {"amount": 9_900, "currency": "usd"}
    day = {"created": NOON - 2 * DAY, "arrival_date": NOON - DAY}
    why = {"failure_code": "account_closed", "failure_message": "The account is closed."}
    payout = filling.made(Payout, "po_1", status="failed", **day, **why, **money)
    told = {"status": "needs_response", "reason": "fraudulent", "due_by": NOON + 9 * DAY}
    dispute = filling.made(Dispute, "dp_1", created=NOON - HOUR, **told, **money)
    asks = {"status": "warning_needs_response", "reason": "general"}
    question = filling.made(Dispute, "dp_2", created=NOON - MINUTE, **asks, **money)
    warns = {"attempt": "ch_1", "payment": "pi_1", "actionable": True}
    warning = filling.made(FraudWarning, "ifr_1", created=NOON - HOUR, **warns)
    rows = (payout, dispute, question, warning, tried("1", NOON - DAY))
    await detected(house, *rows, slug="payout_failed")
    await only_too(house, "dispute_opened", "fraud_warning")
    await watch(house, SetClock(NOON)).once()
    await watch(house, SetClock(NOON + HOUR)).once()
    assert {one.title: one.sentence for one in await alerts(house)} == {
        "A payout failed": "A payout of 99.00 USD failed: The account is closed.",
        "A dispute was opened": "A bank took back 99.00 USD (fraudulent)."
        " Answer before 2026-11-30.",
        "A question from the bank": "A bank asks about 99.00 USD (general).",
        "An early fraud warning": "A bank reports a payment of 50.00 USD as fraud."
        " It can still be given back.",
    }
