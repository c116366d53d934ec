"""What a year holds besides: card checks of every kind, second rounds, rates, cards that end."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest

from tests.simulator.business.worlds import DAY, NOON, build
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.business import World
from tillwatch.simulator.business.billing import expiring
from tillwatch.simulator.business.core import inputs
from tillwatch.simulator.business.money import network
from tillwatch.simulator.business.risk import appeals
from tillwatch.simulator.clock import VirtualClock

STRICT = inputs.load().cards["strong_authentication"]


@pytest.fixture(scope="module")
def world() -> World:
    return build(4, 2_000, 365)


@pytest.fixture(scope="module")
def year(world: World) -> Books:
    return world.main.books[False]


def card(charge: Json) -> Json:
    details: Json = charge["payment_method_details"].get("card") or {}
    return details


def checks(year: Books) -> list[tuple[Json, Json]]:
    found = [(row, card(row).get("three_d_secure")) for row in year.tables["charge"]]
    return [(row, secure) for row, secure in found if secure]


def test_card_checks_come_in_every_kind(year: Books) -> None:
    told = [secure for _, secure in checks(year)]
    results = Counter(one["result"] for one in told)
    assert {"authenticated", "attempt_acknowledged", "exempted", "data_share_only"} <= set(results)
    assert results["authenticated"] > 0.6 * results.total()
    assert {"2.1.0", "2.2.0", "2.3.1"} <= {one["version"] for one in told}
    assert len({one["result_reason"] for one in told}) >= 4
    for one in told:
        looked = one["result"] not in ("exempted", "not_supported", "processing_error")
        assert (one["authentication_flow"] is not None) == looked
        assert (one["exemption_indicator"] == "low_risk") == (one["result"] == "exempted")


def test_banks_that_must_ask_do_and_others_seldom(year: Books) -> None:
    charged = [row for row in year.tables["charge"] if card(row) and not row["_invoice"]]
    for strict, share in ((True, (0.75, 0.95)), (False, (0.02, 0.09))):
        mine = [row for row in charged if (card(row)["country"] in STRICT) == strict]
        asked = sum(card(row)["three_d_secure"] is not None for row in mine)
        assert share[0] < asked / len(mine) < share[1]


def test_who_was_authenticated_is_seldom_called_a_thief_or_disputed_for_fraud(year: Books) -> None:
    passed = {row["id"] for row, one in checks(year) if one["result"] == "authenticated"}
    reasons = {True: Counter[str](), False: Counter[str]()}
    for row in year.tables["dispute"]:
        reasons[row["charge"] in passed][row["reason"]] += 1
    fraud, all_ = reasons[False]["fraudulent"], reasons[False].total()
    assert fraud > 0.3 * all_
    assert reasons[True]["fraudulent"] <= reasons[True].total() * fraud / all_


def test_some_disputes_go_into_a_second_round(world: World, year: Books) -> None:
    assert year.tally.count("disputes.second_round") >= 2
    shop = build(7, 60, 40).main
    opened = shop.dispute(False, reason="fraudulent")
    till = shop.tills[False]
    due = appeals.begin(till, int(NOON), opened["id"])
    assert till.get("dispute", opened["id"])["evidence_details"]["due_by"] == due
    filed = shop.update_dispute(False, opened["id"], {"uncategorized_text": "winning_evidence"})
    assert filed["status"] == "appeal_under_review"
    assert filed["evidence"]["appeal"]["card"]["reason_for_filing"]
    assert len(filed["balance_transactions"]) == 1
    won = shop.close_dispute(False, opened["id"], True)
    assert (won["status"], len(won["balance_transactions"])) == ("won", 2)


def test_the_balance_says_at_what_rate_euro_and_pounds_were_taken(year: Books) -> None:
    """Every few days, rounded half away from zero; what follows goes where the money went."""
    charges = {row["id"]: row for row in year.tables["charge"]}
    days: dict[str, list[int]] = {"eur": [], "gbp": []}
    for entry in year.tables["balance_transaction"]:
        paid = charges.get(entry["source"])
        if paid and paid["currency"] in days and entry["exchange_rate"]:
            exact = Decimal(paid["amount_captured"]) * Decimal(str(entry["exchange_rate"]))
            assert entry["amount"] == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
            days[paid["currency"]].append(entry["created"])
    for found in days.values():
        assert found[0] < NOON - 363 * DAY, "from the first day on"
        assert max(later - earlier for earlier, later in pairwise(found)) < 21 * DAY


def test_a_refund_of_a_converted_payment_is_converted(world: World) -> None:
    shop = world.main
    books = shop.books[False]
    entries = {row["source"]: row for row in books.tables["balance_transaction"]}
    fits = (
        row
        for row in books.tables["charge"]
        if row["currency"] == "eur" and row["id"] in entries and not row["disputed"]
        if entries[row["id"]]["currency"] == "usd" and not row["amount_refunded"]
    )
    refund = shop.refund(False, next(fits)["id"])
    entry = books.tables["balance_transaction"].get(refund["balance_transaction"])
    assert entry is not None
    assert (entry["currency"], entry["exchange_rate"] is None) == ("usd", False)


def test_cards_end_and_renewals_fail_for_it(year: Books) -> None:
    failed = [
        row
        for row in year.tables["charge"]
        if row["_invoice"] and row["outcome"]["reason"] == "expired_card"
        if expiring.over(card(row), row["created"])
    ]
    assert failed
    paid = [row for row in year.tables["charge"] if row["_invoice"] and row["paid"]]
    assert not [row for row in paid if expiring.over(card(row), row["created"])]
    methods = {row["id"]: row for row in year.tables["payment_method"]}
    lasting = [row for row in year.tables["subscription"] if row["status"] == "active"]
    ends = [methods[row["default_payment_method"]]["card"] for row in lasting]
    assert any((one["exp_year"], one["exp_month"]) == (2026, 11) for one in ends)
    told = [e for e in year.tables["event"] if e["type"] == "payment_method.automatically_updated"]
    for event in told:
        was = event["data"]["previous_attributes"]["card"]["exp_year"]
        assert event["data"]["object"]["card"]["exp_year"] > was


def test_interchange_plus_comes_part_by_part() -> None:
    world = World(3, VirtualClock(SetClock(NOON)), 200, 90, pricing=network.PRICING)
    kinds: Counter[str] = Counter()
    for entry in world.main.books[False].tables["balance_transaction"]:
        parts = [part["description"].split(":")[0] for part in entry["fee_details"]]
        if entry["type"] == "charge":
            assert parts[0] == "Interchange"
            assert "Stripe processing fees" in parts
        kinds.update(parts)
        kinds[entry["reporting_category"]] += 1
    assert kinds["network_cost"] >= 2
    assert kinds["Currency conversion fee"] >= 1
    blended = build(3, 200, 90).main.books[False].tables["charge"]
    same = world.main.books[False].tables["charge"]
    assert [r["amount"] for r in blended] == [r["amount"] for r in same], "only the fees differ"
