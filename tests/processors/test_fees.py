"""What an entry of the balance cost, part by part: blended and interchange-plus prices, disputes,
conversion, taxes, monthly fees; and whatever Stripe sends, the parts add up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate import translate
from tillwatch.rows import BalanceEntry, Fee

Part = tuple[str | None, str | None, int]
STRIPE = ("stripe_fee", "Stripe processing fees", 59)


def entry(
    parts: list[Part], category: str = "charge", type: str = "charge", **told: Any
) -> Payload:
    """A balance transaction; its fee is that of its parts unless it says another."""
    return {
        "id": "txn_1",
        "object": "balance_transaction",
        "amount": 2000,
        "currency": "usd",
        "type": type,
        "reporting_category": category,
        "source": "ch_1",
        "created": 1_790_000_000,
        "fee": sum(amount for _, _, amount in parts),
        "fee_details": [
            {"type": type, "description": words, "amount": amount, "currency": "usd"}
            for type, words, amount in parts
        ],
        **told,
    }


def fees(payload: Payload) -> list[Fee]:
    found = translate("balance_transaction", payload, deleted=False)
    return [row for row in found if isinstance(row, Fee)]


def kinds(payload: Payload) -> list[tuple[str, int]]:
    return [(fee.kind, fee.amount) for fee in fees(payload)]


FEE = {"category": "fee", "type": "stripe_fee"}
CASES: dict[str, tuple[Payload, list[tuple[str, int]]]] = {
    "one price for everything": (entry([STRIPE]), [("blended", 59)]),
    "a method that is no card": (
        entry([STRIPE], type="payment"),
        [("processing", 59)],
    ),
    "interchange-plus, part by part": (
        entry(
            [
                ("payment_method_passthrough_fee", "Interchange: Visa Consumer Credit", 36),
                ("payment_method_passthrough_fee", "Visa assessment", 3),
                ("stripe_fee", "Stripe processing fees", 12),
            ]
        ),
        [("interchange", 36), ("scheme", 3), ("acquirer", 12)],
    ),
    "passed on without a word": (
        entry([("payment_method_passthrough_fee", None, 40), STRIPE]),
        [("scheme", 40), ("acquirer", 59)],
    ),
    "passed on by a method that is no card": (
        entry([("payment_method_passthrough_fee", None, 40)], type="payment"),
        [("processing", 40)],
    ),
    "network costs as an entry": (
        entry([], "network_cost", "stripe_fee", amount=-310, description="Network costs (June)"),
        [("scheme", 310)],
    ),
    "interchange as an entry": (
        entry([], "network_cost", "stripe_fee", amount=-310, description="Interchange (June)"),
        [("interchange", 310)],
    ),
    "a fee of a platform": (
        entry([("application_fee", "Platform fee", 100), STRIPE]),
        [("gateway", 100), ("blended", 59)],
    ),
    "a dispute": (
        entry([("stripe_fee", "Dispute fee", 1500)], "dispute", "adjustment", amount=-2000),
        [("chargeback", 1500)],
    ),
    "a dispute won, its fee returned as in 2021": (
        entry([("stripe_fee", "Dispute fee refund", -1500)], "dispute_reversal", "adjustment"),
        [("chargeback", -1500)],
    ),
    "a dispute won, its fee kept as in 2026": (
        entry([], "dispute_reversal", "adjustment", fee=0),
        [],
    ),
    "a dispute answered": (
        entry([], **FEE, amount=-1500, description="Card Dispute Countered Fee (2026-09-21)"),
        [("chargeback", 1500)],
    ),
    "a dispute answered and won": (
        entry([], **FEE, amount=1500, description="Card Dispute Countered Fee return (2026-11-20)"),
        [("chargeback", -1500)],
    ),
    "conversion beside the price": (
        entry([STRIPE, ("stripe_fee", "Currency conversion fee", 20)]),
        [("blended", 59), ("conversion", 20)],
    ),
    "conversion as an entry": (
        entry([], "fee", "stripe_fx_fee", amount=-77),
        [("conversion", 77)],
    ),
    "tax on a fee": (
        entry([STRIPE, ("tax", "VAT", 11)]),
        [("blended", 59), ("tax", 11)],
    ),
    "tax withheld": (entry([("withheld_tax", None, 9)]), [("tax", 9)]),
    "tax as an entry": (entry([], "tax", "tax_fee", amount=-12), [("tax", 12)]),
    "a monthly fee": (
        entry([], **FEE, amount=-900, description="Radar (2026-09-01): screening"),
        [("non_trx", 900)],
    ),
    "network tokens are a product, not the network's fee": (
        entry([], **FEE, amount=-90, description="Network tokens (2026-09-01)"),
        [("non_trx", 90)],
    ),
    "a monthly fee with its tax": (
        entry([("tax", "VAT", 171)], **FEE, amount=-900, description="Billing (2026-09-01)"),
        [("tax", 171), ("non_trx", 900)],
    ),
    "a fee without its parts": (entry([], fee=45), [("other", 45)]),
    "parts that do not explain all": (entry([STRIPE], fee=61), [("blended", 59), ("other", 2)]),
    "a refund that costs nothing": (entry([], "refund", "refund", amount=-2000), []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_kind_of_cost_each_part_is(case: str) -> None:
    payload, expected = CASES[case]
    assert kinds(payload) == expected


def test_a_fee_names_its_entry_its_source_and_how_stripe_spells_it() -> None:
    [first, second] = fees(entry([STRIPE, ("tax", "VAT", 11)]))
    assert (first.id, second.id) == ("txn_1/1", "txn_1/2")
    assert (first.entry, first.source, first.currency, first.category) == (
        "txn_1",
        "ch_1",
        "usd",
        "charge",
    )
    assert (first.type, first.description) == ("stripe_fee", "Stripe processing fees")


texts = st.none() | st.sampled_from(["Interchange", "Dispute fee", "VAT", "", "Network cost"])
types = st.none() | st.sampled_from(
    ["stripe_fee", "application_fee", "payment_method_passthrough_fee", "tax", "brand_new"]
)
amounts = st.integers(-(10**9), 10**9)


@given(
    st.lists(st.tuples(types, texts, amounts), max_size=4),
    st.sampled_from(["charge", "refund", "dispute", "fee", "network_cost", "tax", "new"]),
    st.sampled_from(["charge", "payment", "stripe_fee", "stripe_fx_fee", "tax_fee", "new"]),
    amounts,
    amounts,
)
def test_the_parts_of_an_entry_add_up_to_what_it_cost(
    parts: list[Part], category: str, type: str, fee: int, amount: int
) -> None:
    payload = entry(parts, category, type, fee=fee, amount=amount)
    found = translate("balance_transaction", payload, deleted=False)
    [balance] = [row for row in found if isinstance(row, BalanceEntry)]
    own = -balance.amount if category in ("fee", "network_cost", "tax") else 0
    assert sum(row.amount for row in found if isinstance(row, Fee)) == balance.fee + own
    assert all(row.kind in KINDS for row in found if isinstance(row, Fee))


KINDS = set(
    "interchange scheme acquirer gateway processing blended chargeback conversion non_trx tax "
    "other".split()
)


@pytest.mark.parametrize(
    ("worded", "named"),
    [
        ("Radar (2026-09-01): screening", "Radar: screening"),
        ("Billing (2026-09-01 - 2026-09-30): usage", "Billing: usage"),
        ("Card (present)", "Card (present)"),
    ],
)
def test_a_monthly_fee_bears_one_name_all_year(worded: str, named: str) -> None:
    paid = entry([], **FEE, amount=-900, description=worded)
    assert [fee.description for fee in fees(paid)] == [named]
