"""The hidden odds, and the facts they rest on: a year of which the truth is known."""

from dataclasses import replace
from typing import Any

import pytest

from tests.simulator.business.worlds import DAY, build
from tests.simulator.http import sdk_types
from tillwatch.simulator.books import Json, frozen
from tillwatch.simulator.business import World
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.facts import orders, parcels
from tillwatch.simulator.business.risk import arguing, costs, odds, pairs
from tillwatch.simulator.business.shop import Shop

LONG = "The buyer wrote to us after the delivery and thanked us for it. "


@pytest.fixture(scope="module")
def world() -> World:
    return build(4, 2_000, 365)


@pytest.fixture(scope="module")
def shop(world: World) -> Shop:
    return world.main


@pytest.fixture(scope="module")
def till(shop: Shop) -> Till:
    return shop.tills[False]


def chance(till: Till, dispute: Json, **evidence: Any) -> float:
    return odds.win_probability(till, dispute, evidence)


def charges(till: Till) -> list[Json]:
    return [
        row
        for row in till.books.tables["charge"].newest()
        if row["captured"] and not row["disputed"] and not row["refunded"]
        if row["payment_method_details"]["type"] == "card"
    ]


def dispute(shop: Shop, charge: Json, reason: str) -> Json:
    return shop.dispute(False, charge["id"], reason)


def test_what_was_sold_is_there_to_be_proved(till: Till) -> None:
    sold = [row for row in charges(till) if not row["_invoice"]]
    sent = [row for row in sold if row.get("_parcel")]
    assert {orders.kind(row) for row in sold} == {"physical", "digital"}
    written = [row for row in sent if row["shipping"]["tracking_number"]]
    assert 0.6 < len(written) / len(sent) < 0.85
    known = orders.of(till, written[-1], written[-1]["created"] + 60 * DAY)
    assert known["parcel"]["tracking_number"] == written[-1]["shipping"]["tracking_number"]
    assert all(len(row["metadata"]["device_id"]) == 32 for row in sold if row["metadata"])
    assert not [name for name in frozen(sent[0]) if name in ("_parcel", "_claim")]


def test_buyers_come_from_the_same_device_again(till: Till) -> None:
    seen: dict[str, list[str]] = {}
    for row in charges(till):
        if row["customer"] and not row["_invoice"]:
            seen.setdefault(row["customer"], []).append(row["metadata"]["device_id"])
    often = [ids for ids in seen.values() if len(ids) >= 3]
    assert sum(len(set(ids)) < len(ids) for ids in often) > 0.8 * len(often)


def test_many_who_say_that_nothing_came_are_right(till: Till) -> None:
    came: dict[bool, list[bool]] = {True: [], False: []}
    for row in till.books.tables["charge"]:
        if row.get("_parcel"):
            never = row.get("_claim") == parcels.NEVER_CAME
            came[never].append(parcels.delivered(row, row["created"] + 60 * DAY))
    assert sum(came[False]) > 0.95 * len(came[False])
    assert sum(came[True]) < 0.9 * len(came[True])


def test_a_year_ends_as_years_do(till: Till) -> None:
    fought = [
        row
        for row in till.books.tables["dispute"]
        if row["evidence_details"]["submission_count"] and row["balance_transactions"]
    ]
    foretold = sum(odds.win_probability(till, row) for row in fought) / len(fought)
    assert 0.25 < foretold < 0.55
    assert {row["evidence"]["shipping_tracking_number"] is None for row in fought} == {True, False}


def test_authentication_counts_against_fraud_only(shop: Shop, till: Till) -> None:
    charge = next(row for row in charges(till) if row["shipping"])
    card = charge["payment_method_details"]["card"]
    for reason, counts in (("fraudulent", True), ("product_not_received", False)):
        case = dispute(shop, charge, reason)
        told = []
        for result in (None, "authenticated"):
            secure = {**(card["three_d_secure"] or {}), "result": result}
            details = {"type": "card", "card": {**card, "three_d_secure": secure}}
            till.change("charge", charge["id"], payment_method_details=details)
            told.append(chance(till, case))
        assert (told[1] > told[0] + 0.1) == counts


def test_a_parcel_that_arrived_is_worth_its_number(shop: Shop, till: Till) -> None:
    sent = next(row for row in charges(till) if parcels.delivered(row, row["created"] + 9 * DAY))
    case = dispute(shop, sent, "product_not_received")
    number = sent["_parcel"]["tracking_number"]
    assert chance(till, case, shipping_tracking_number=number) > chance(till, case) + 0.25
    assert chance(till, case, shipping_tracking_number="1Z999") == chance(till, case)
    till.change("charge", sent["id"], _parcel={**sent["_parcel"], "delivered_at": None})
    assert chance(till, case, shipping_tracking_number=number) < chance(till, case)


def test_words_count_where_they_speak_to_the_reason(shop: Shop, till: Till) -> None:
    case = dispute(shop, charges(till)[0], "credit_not_processed")
    assert chance(till, case, refund_refusal_explanation="No.") == chance(till, case)
    assert chance(till, case, refund_refusal_explanation=LONG) > chance(till, case)
    assert chance(till, case, access_activity_log=LONG) == chance(till, case)
    assert chance(till, case, refund_policy="file_1") > chance(till, case)
    assert chance(till, case) == chance(till, case), "nothing is drawn by asking"
    taken = shop.withdraw_dispute(False, case["id"])
    assert chance(till, taken) > 0.75


def test_two_earlier_payments_that_agree_nearly_always_win(shop: Shop, till: Till) -> None:
    case = shop.pair_dispute(False)
    name = pairs.NAME
    assert case["enhanced_eligibility_types"] == [name]
    whole = arguing.enhanced(till, case)["enhanced_evidence"][name]
    missing = []
    for part in ({}, {"prior_undisputed_transactions": whole["prior_undisputed_transactions"]}):
        told = shop.update_dispute(
            False, case["id"], {"enhanced_evidence": {name: part}}, submit=False
        )
        state = told["evidence_details"]["enhanced_eligibility"][name]
        assert state["status"] == "requires_action"
        missing.append(len(state["required_actions"]))
    assert missing == [5, 3], "fewer as more is given"
    before = odds.win_probability(till, till.get("dispute", case["id"]))
    told = shop.update_dispute(
        False, case["id"], {"enhanced_evidence": {name: whole}}, submit=False
    )
    state = told["evidence_details"]["enhanced_eligibility"][name]
    assert state == {"required_actions": [], "status": "qualified"}
    assert sdk_types.check(frozen(told)) == []
    assert odds.win_probability(till, told) > max(0.6, before + 0.2)
    other = [{**one, "charge": case["charge"]} for one in whole["prior_undisputed_transactions"]]
    bad = shop.update_dispute(
        False,
        case["id"],
        {"enhanced_evidence": {name: {"prior_undisputed_transactions": other}}},
        submit=False,
    )
    state = bad["evidence_details"]["enhanced_eligibility"][name]
    assert state["status"] == "not_qualified"


@pytest.mark.parametrize(
    ("country", "currency", "day", "fee"),
    [
        ("US", "usd", 1_790_000_000, 1_500),
        ("AU", "aud", 1_790_000_000, 2_500),
        ("DE", "eur", 1_790_000_000, 2_000),
        ("MX", "mxn", 1_790_000_000, 0),
        ("JP", "jpy", 1_790_000_000, 0),
        ("US", "usd", 1_750_000_000, 0),  # 15 June 2025, two days before there was one
        ("US", "usd", 1_750_150_000, 1_500),
    ],
)
def test_the_fee_for_answering_by_country_and_date(
    till: Till, country: str, currency: str, day: int, fee: int
) -> None:
    profile, till.profile = till.profile, replace(till.profile, country=country)
    try:
        assert costs.countered(till, day, currency) == fee
    finally:
        till.profile = profile


def test_the_fee_for_receiving_comes_back_on_some_accounts(world: World) -> None:
    for shop in world.shops.values():
        till = shop.tills[False]
        case = shop.dispute(False)
        (taken,) = case["balance_transactions"]
        won = shop.close_dispute(False, case["id"], True)
        back = won["balance_transactions"][1]
        returned = till.profile.dispute_fee_on_win == costs.RETURNED
        assert back["fee"] == (-taken["fee"] if returned else 0)
        assert back["net"] == -taken["amount"] - back["fee"]
    assert {shop.tills[False].profile.dispute_fee_on_win for shop in world.shops.values()} == {
        costs.RETURNED,
        costs.KEPT,
    }


def test_cartes_bancaires_are_free_in_europe_and_cannot_be_answered(world: World) -> None:
    shop = next(one for one in world.shops.values() if one.account["country"] == "NL")
    case = shop.dispute(False, network="cartes_bancaires", final=True)
    assert (case["status"], case["balance_transactions"][0]["fee"]) == ("lost", 0)
