"""A business one can believe: rates, patterns, and a bad week that can be found."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.simulator.business.worlds import DAY, NOON, build
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.business import World
from tillwatch.simulator.business.core.till import UnknownObject


@pytest.fixture(scope="module")
def a_year() -> World:
    return build(1, 6000, 365)


@pytest.fixture(scope="module")
def year(a_year: World) -> Books:
    return a_year.main.books[False]


def card(charge: Json) -> Json:
    details: Json = charge["payment_method_details"].get("card") or {}
    return details


def test_a_year_of_the_demo(year: Books) -> None:
    assert 6_000 <= len(year.tables["payment_intent"]) <= 6_250
    assert len(year.tables["dispute"]) >= 50
    assert len(year.tables["payout"]) >= 100
    assert len(year.tables["subscription"]) >= 150
    first = next(iter(year.tables["payment_intent"]))["created"]
    assert NOON - 366 * DAY <= first <= NOON - 363 * DAY


def test_rates(year: Books) -> None:
    states = Counter(row["status"] for row in year.tables["payment_intent"])
    assert 0.945 <= states["succeeded"] / states.total() <= 0.975
    refunded = len({row["charge"] for row in year.tables["refund"]})
    assert 0.02 <= refunded / states["succeeded"] <= 0.045
    assert 0.008 <= len(year.tables["dispute"]) / states["succeeded"] <= 0.018


def test_every_state_of_a_dispute(year: Books) -> None:
    states = {row["status"] for row in year.tables["dispute"]}
    assert {"needs_response", "under_review", "won", "lost", "warning_closed"} <= states


def test_buyers_come_again(year: Books) -> None:
    visits = Counter(row["customer"] for row in year.tables["payment_intent"] if row["customer"])
    assert sum(count > 2 for count in visits.values()) > 300


def test_many_currencies_and_methods(year: Books) -> None:
    assert {"usd", "eur", "gbp", "jpy", "kwd", "isk", "huf"} <= {
        row["currency"] for row in year.tables["charge"]
    }
    kinds = {row["payment_method_details"]["type"] for row in year.tables["charge"]}
    assert kinds == {"card", "sepa_debit", "ideal", "link"}


def test_warnings_come_before_disputes(year: Books) -> None:
    disputes = {row["charge"]: row["created"] for row in year.tables["dispute"]}
    warned = [
        disputes[row["charge"]] - row["created"]
        for row in year.tables["radar.early_fraud_warning"]
        if row["charge"] in disputes
    ]
    assert len(warned) >= 10
    assert all(ahead > 0 for ahead in warned)


def test_more_on_mondays_than_on_sundays_and_growth(year: Books) -> None:
    days = Counter(
        datetime.fromtimestamp(row["created"], UTC).weekday()
        for row in year.tables["payment_intent"]
    )
    assert days[4] > days[6]
    half = NOON - 182 * DAY
    later = sum(row["created"] > half for row in year.tables["payment_intent"])
    assert later > 0.53 * len(year.tables["payment_intent"])


def test_the_outage_can_be_found(year: Books) -> None:
    down = [
        row
        for row in year.tables["charge"]
        if row["outcome"]["network_decline_code"] == "91"
        and card(row)["issuer"] == "Summit National"
    ]
    evenings = Counter(row["created"] // (6 * 3_600) for row in down)
    evening, count = evenings.most_common(1)[0]
    assert count >= 10
    assert count > 0.7 * len(down)
    through = [
        row
        for row in year.tables["charge"]
        if row["created"] // (6 * 3_600) == evening and row["status"] == "succeeded"
    ]
    assert through


def test_the_attack_can_be_found(year: Books) -> None:
    tiny = [row for row in year.tables["charge"] if row["amount"] < 300 and card(row)]
    days = Counter(row["created"] // DAY for row in tiny)
    day, count = days.most_common(1)[0]
    assert count >= 60
    attack = [row for row in tiny if row["created"] // DAY == day]
    assert len({card(row)["iin"] for row in attack}) <= 6
    assert sum(row["status"] == "failed" for row in attack) > 0.8 * len(attack)
    assert NOON - 60 * DAY < day * DAY < NOON - 20 * DAY


def test_declines_have_reasons(year: Books) -> None:
    failed = [row for row in year.tables["charge"] if row["status"] == "failed"]
    codes = Counter(row["outcome"]["reason"] for row in failed)
    assert len(codes) >= 12
    assert all(row["failure_code"] and row["failure_message"] for row in failed)
    mastercard = [row for row in failed if card(row).get("brand") == "mastercard"]
    assert any(row["outcome"]["network_advice_code"] for row in mastercard)


def test_troubles_begin_when_they_are_asked_for() -> None:
    world = build(5, 120, 40)
    begun = world.main.outage(False, minutes=60, visitors=20)["from"]
    world.main.card_testing(False, minutes=30, cards=40)
    world.clock.advance(3_600)
    world.settle()
    rows = [row for row in world.main.books[False].tables["charge"] if row["created"] >= begun]
    assert sum(row["outcome"]["reason"] == "issuer_not_available" for row in rows) >= 5
    tiny = [row for row in rows if row["amount"] < 300]
    assert len(tiny) >= 40
    assert sum(row["status"] == "failed" for row in tiny) > 0.7 * len(tiny)
    with pytest.raises(UnknownObject, match="No such issuer"):
        world.main.outage(False, issuer="Nobody's Bank")


def test_a_demo_begins_with_a_case_of_each_kind(a_year: World) -> None:
    cases = a_year.main.docket(False)["data"]
    till = a_year.main.tills[False]
    paid = [till.get("charge", row["charge"]) for row in cases]
    assert {row["status"] for row in cases} == {"needs_response", "warning_needs_response"}
    assert {"noncompliant", "product_not_received", "subscription_canceled"} <= {
        row["reason"] for row in cases
    }
    assert ["visa_compelling_evidence_3"] in [row["enhanced_eligibility_types"] for row in cases]
    assert any(row["intended_submission_method"] == "smart_disputes" for row in cases)
    assert any(row["amount"] < whole["amount"] for row, whole in zip(cases, paid, strict=True))
    assert min(row["evidence_details"]["due_by"] for row in cases) < NOON + DAY
    names = [str(charge["billing_details"]["name"]) for charge in paid]
    assert any("\u0600" <= name[0] <= "\u06ff" for name in names), "and one in Arabic"
    assert {"usd", "eur", "kwd"} <= {row["currency"] for row in cases}
