"""Values in words, and what a business chooses for its numbers."""

from typing import Any

import httpx
import pytest

from tests.monitoring import business
from tillwatch.features.monitoring import listing
from tillwatch.features.monitoring.answering.hardness import HARD, SOFT
from tillwatch.features.monitoring.listing.columns import COLUMNS
from tillwatch.features.monitoring.wording import Wording
from tillwatch.intake.house import House
from tillwatch.lake import facts
from tillwatch.processors.stripe.sentences.reasons import StripeWords
from tillwatch.processors.stripe.sentences.words import DECLINES

Json = dict[str, Any]
PERIOD: Json = {"from": "2026-07-01", "until": "2026-11-21"}
CHOICES = "/api/v1/monitoring/choices"


@pytest.fixture
async def shop(house: House) -> None:
    await business.open_business(house, 5, payments=120, days=120)


async def ask(client: httpx.AsyncClient, **body: Any) -> Json:
    answer = await client.post("/api/v1/metrics/query", json={"period": PERIOD, **body})
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


def test_a_code_is_hard_where_the_processor_says_so() -> None:
    words = StripeWords()
    assert set(HARD) == {code for code in DECLINES if words.decline(code).hard is True}
    assert set(SOFT) == {code for code in DECLINES if words.decline(code).hard is False}


def test_every_column_of_every_fact_has_words() -> None:
    for slug in (*facts.TABLES, *facts.MADE):
        assert facts.columns_of(slug) <= COLUMNS.keys(), slug
        assert slug in listing.FACTS
    used = {column for slug in listing.FACTS for column in facts.columns_of(slug)}
    assert {slug for slug, one in COLUMNS.items() if not one.made} == used


def test_methods_states_and_countries_are_called_as_people_call_them() -> None:
    wording = Wording(fact="payment")
    assert Wording(fact="dispute").label("reason_code", "fraudulent") == "Did not make this payment"
    assert Wording(fact="refund").label("reason_code", "duplicate") == "Paid twice"
    for dimension, value, words in (
        ("method", "ideal", "iDEAL"),
        ("method", "sepa_debit", "SEPA Direct Debit"),
        ("method", "brand_new", "Brand new"),
        ("payment_status", "requires_action", "Customer must confirm"),
        ("issuer_country", "DE", "Germany"),
        ("billing_country", "us", "United States"),
        ("issuer_country", "XX", "XX"),
        ("region", "Asia-Pacific", "Asia-Pacific"),
        ("currency", "eur", "EUR"),
        ("wallet", None, "No wallet"),
    ):
        assert wording.label(dimension, value) == words, (dimension, value)


async def test_values_stand_beside_their_words(client: httpx.AsyncClient, shop: None) -> None:
    dimensions = ["account", "weekday", "scheme", "amount_range"]
    told = await ask(client, metrics=["sales_count"], dimensions=dimensions)
    labels = [line["labels"] for line in told["rows"]]
    assert {one["account"] for one in labels} == {f"Shop {business.CON}"}
    assert {one["weekday"] for one in labels} <= set(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    )
    assert "Visa" in {one["scheme"] for one in labels}
    assert "10–25" in {one["amount_range"] for one in labels}


async def test_reasons_come_with_what_to_do(client: httpx.AsyncClient, shop: None) -> None:
    told = await ask(client, metrics=["decline_count"], dimensions=["reason_code"])
    for code in told["codes"]:
        known = StripeWords().decline(code["value"])
        assert (code["means"], code["advice"], code["hard"]) == (
            known.means,
            known.advice,
            known.hard,
        )
    words = {one["value"] for one in told["codes"]}
    assert words == {line["dimensions"]["reason_code"] for line in told["rows"]} - {None}
    hardness = await ask(client, metrics=["decline_count"], dimensions=["decline_hardness"])
    total = sum(line["values"]["decline_count"]["count"] for line in hardness["rows"])
    assert total == told["totals"]["decline_count"]["count"]


async def test_borders_of_amounts_are_chosen_once_and_hold_everywhere(
    client: httpx.AsyncClient, shop: None
) -> None:
    chosen = (await client.get(CHOICES)).json()
    assert chosen["amount_ranges"] == [10, 25, 50, 100, 250, 500, 1000]
    chosen |= {"amount_ranges": [40], "terms": "gross_sales", "currency": "usd"}
    chosen |= {"compare": "none"}
    assert (await client.put(CHOICES, json=chosen)).json() == chosen
    assert (await client.get(CHOICES)).json() == chosen
    told = await ask(client, metrics=["sales_volume"], dimensions=["amount_range"])
    assert {line["labels"]["amount_range"] for line in told["rows"]} == {"Below 40", "40 and more"}
    assert told["definitions"][0]["name"] == "Gross sales"
    fees = (await ask(client, metrics=["fees_rate"]))["definitions"][0]["name"]
    assert fees == "Cost of payment, of gross sales"
    low = {"dimension": "amount_range", "is": ["0"]}
    found = await ask(client, metrics=["sales_count"], filter=low)
    rows = await client.post(
        "/api/v1/metrics/rows",
        json={"period": PERIOD, "metric": "sales_count", "cell": {"amount_range": "0"}},
    )
    assert rows.json()["count"] == found["totals"]["sales_count"]["count"]


async def test_what_cannot_be_chosen_is_refused(client: httpx.AsyncClient) -> None:
    chosen = (await client.get(CHOICES)).json()
    for wrong in (
        {"amount_ranges": [10, 5]},
        {"amount_ranges": [10, 10]},
        {"amount_ranges": []},
        {"dispute_ranges": [0]},
        {"fee_basis": "gross"},
        {"terms": "turnover"},
        {"rates": "bank"},
        {"currency": "euro"},
        {"compare": "always"},
    ):
        answer = await client.put(CHOICES, json={**chosen, **wrong})
        assert answer.status_code == 422, wrong
    assert (await client.get(CHOICES)).json() == chosen


async def test_a_bare_day_begins_at_midnight_of_the_zone(
    client: httpx.AsyncClient, shop: None
) -> None:
    days: Json = {"from": "2026-10-01", "until": "2026-11-01"}
    for zone, first, last in (
        ("UTC", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("Asia/Kolkata", "2026-09-30T18:30:00Z", "2026-10-31T18:30:00Z"),
        ("Europe/Berlin", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"),
    ):
        exact: Json = {"from": first, "until": last}
        of_days = await ask(client, metrics=["sales_count"], period=days, tz=zone, grain="month")
        of_moments = await ask(client, metrics=["sales_count"], period=exact, tz=zone)
        assert of_days["period"] == {"start": first, "end": last}
        assert len(of_days["rows"]) == 1
        assert of_days["totals"] == of_moments["totals"]
        counts = []
        for period in (days, exact):
            body = {"metric": "sales_count", "period": period, "tz": zone}
            counts.append((await client.post("/api/v1/metrics/rows", json=body)).json()["count"])
        assert counts[0] == counts[1] == of_days["totals"]["sales_count"]["count"]
