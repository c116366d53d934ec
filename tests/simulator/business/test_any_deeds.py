"""Whatever people do and however long they wait, the books stay lawful."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.simulator.business import test_money, test_relations, test_told, test_totals
from tests.simulator.business.worlds import DAY, build
from tillwatch.kernel.errors import Conflict, NotFound
from tillwatch.simulator.business import World

LAWS = (
    test_money.test_amount_less_fee_is_net_and_the_details_are_the_fee,
    test_money.test_what_came_and_did_not_leave_is_the_balance,
    test_money.test_available_and_pending_are_the_entries_so_marked,
    test_money.test_an_automatic_payout_is_its_entries,
    test_money.test_a_failed_payout_brings_its_money_back,
    test_relations.test_a_charge_shows_what_was_refunded,
    test_relations.test_an_intent_shows_its_newest_charge,
    test_relations.test_the_money_of_a_dispute,
    test_relations.test_invoices_are_paid_by_their_payments,
    test_totals.test_charges,
    test_totals.test_payments,
    test_totals.test_refunds,
    test_totals.test_entries_and_fees,
    test_totals.test_payouts,
    test_totals.test_disputes,
    test_told.test_the_last_event_shows_the_state,
    test_told.test_only_updates_carry_previous_attributes,
)
MONEY: dict[str, st.SearchStrategy[Any]] = {
    "currency": st.sampled_from(["usd", "eur", "jpy", "kwd", "chf"]),
    "amount": st.integers(5, 999).map(lambda tens: tens * 10),
}
DEEDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "sale": {**MONEY, "three_ds": st.sampled_from([None, "challenge", "frictionless", "exempted"])},
    "failed_card": MONEY,
    "authorize": MONEY,
    "capture": {"intent_id": st.integers(0, 3), "amount": st.none() | st.integers(10, 60)},
    "cancel": {"intent_id": st.integers(0, 3)},
    "retry": {"intent_id": st.integers(0, 3)},
    "refund": {"amount": st.none() | st.integers(1, 50), "fails": st.booleans()},
    "early_fraud_warning": {},
    "dispute": {"inquiry": st.booleans(), "prevented": st.booleans()},
    "update_dispute": {
        "id_": st.integers(0, 3),
        "evidence": st.just({"uncategorized_text": "losing_evidence"}),
        "submit": st.booleans(),
    },
    "close_dispute": {"id_": st.integers(0, 3), "won": st.booleans()},
    "payout": {
        "fails": st.booleans(),
        "amount": st.none() | st.integers(1, 500),
        "fill": st.booleans(),
    },
    "fail_payout": {"id_": st.integers(0, 3)},
    "subscribe": {
        "fails": st.booleans(),
        "coupon": st.sampled_from([None, "SUMMER25", "FRIENDS5"]),
    },
    "cancel_subscription": {"at_period_end": st.booleans()},
    "upgrade_subscription": {},
    "delete_customer": {"id_": st.integers(0, 3)},
}
NAMED = {
    "capture": ("payment_intent", ("requires_capture",)),
    "cancel": ("payment_intent", ("requires_capture", "requires_payment_method")),
    "retry": ("payment_intent", ("requires_payment_method",)),
    "update_dispute": ("dispute", ("needs_response", "warning_needs_response")),
    "close_dispute": ("dispute", ("needs_response", "under_review", "warning_needs_response")),
    "delete_customer": ("customer", (None,)),
    "fail_payout": ("payout", ("pending", "in_transit", "paid")),
}
"""Deeds on an object that is named: one of those in such a state, newest first."""

steps = st.one_of(
    st.integers(1, 40 * DAY),
    st.integers(1, 120),
    *(st.tuples(st.just(name), st.fixed_dictionaries(fields)) for name, fields in DEEDS.items()),
)


def act(world: World, name: str, fields: dict[str, Any]) -> None:
    shop = list(world.shops.values())[fields.get("fails", False)]
    if name in NAMED:
        kind, states = NAMED[name]
        table = shop.books[False].tables[kind]
        rows = [row for row in table.newest() if row.get("status") in states]
        field = "intent_id" if "intent_id" in fields else "id_"
        if not rows:
            return
        fields = {**fields, field: rows[fields[field] % len(rows)]["id"]}
    try:
        getattr(shop, name)(False, **fields)
    except (Conflict, NotFound):
        return  # not possible now, and it said so


@given(st.integers(1, 9), st.lists(steps, min_size=5, max_size=25))
def test_laws_hold_after_anything(seed: int, plan: list[Any]) -> None:
    world = build(seed, 25, 12)
    for step in plan:
        if isinstance(step, int):
            world.clock.advance(step)
            world.settle()
        else:
            act(world, *step)
    for law in LAWS:
        law(world)
