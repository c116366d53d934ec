"""The catalogue is whole: the 91 numbers of the field under their names, each with its words, its
recomputation and its line in the documents; and what Stripe does not tell is not 0."""

import itertools
from decimal import Decimal
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest

from tests.api import filling
from tests.monitoring import business, metrics_page
from tests.monitoring.recomputed import reckoning
from tillwatch.features.monitoring import answering, catalogue
from tillwatch.features.monitoring.answering.value import UNKNOWN
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.catalogue import METRICS, Counted, Ratio, Share
from tillwatch.features.monitoring.catalogue.interval import wilson
from tillwatch.features.monitoring.catalogue.loading import AREAS
from tillwatch.features.monitoring.catalogue.made import parts
from tillwatch.intake.house import House
from tillwatch.kernel.times import Period
from tillwatch.lake import facts
from tillwatch.lake.asking import Lake
from tillwatch.rows import Dispute, Fee

PERIOD = Period(int(business.NOON) - 40 * 86_400, int(business.NOON))


def named(stem: str, *endings: str) -> list[str]:
    return [f"{stem}_{ending}" for ending in endings]


KPIS = [
    *named("EVENTS", "COUNT", "VOLUME", "TOTAL_PERC"),
    *named("AUTHORIZATION", "COUNT", "VOLUME", "RATE", "TOTAL_PERC"),
    *named("AUTHORIZATION_SUCCESS", "COUNT", "VOLUME"),
    *named("DECLINE", "COUNT", "VOLUME", "RATE", "TOTAL_PERC"),
    *named("ISSUER_DECLINE", "COUNT", "VOLUME", "RATE"),
    *named("GATEWAY_DECLINE", "COUNT", "VOLUME", "RATE"),
    *named("SALES", "COUNT", "VOLUME", "TOTAL_PERC"),
    "AVERAGE_SALES",
    "NET_SALES_VOLUME",
    *named("REFUND", "COUNT", "VOLUME", "RATE"),
    *named("FAILED_SALES", "COUNT", "VOLUME"),
    *named("CHARGEBACK_EVENTS", "COUNT", "VOLUME"),
    "CHARGEBACK_TOTAL_PERC",
    *named("CHARGEBACK_FIRST", "COUNT", "VOLUME", "RATE"),
    *named("CHARGEBACK_SECOND", "COUNT", "VOLUME", "RATE"),
    *named("CHARGEBACK_WON", "COUNT", "VOLUME", "RATE"),
    *named("FEES", "COUNT", "VOLUME", "TOTAL_PERC", "RATE", "GROSS_RATE"),
    *named("FEES", "SALES_VOLUME", "PROCESSED_AMOUNT"),
    *named("FEES_INTERCHANGE", "VOLUME", "RATE"),
    *named("FEES_SCHEME", "VOLUME", "RATE"),
    *named("FEES_ACQUIRER", "VOLUME", "RATE", "GROSS_RATE"),
    *named("FEES_GATEWAY", "VOLUME", "RATE"),
    *named("FEES_PROCESSING", "VOLUME", "RATE"),
    *named("FEES_BLENDED", "VOLUME", "RATE"),
    *named("FEES_CHARGEBACK", "VOLUME", "RATE"),
    *named("FEES_CONVERSION", "VOLUME", "RATE"),
    *named("FEES_NON_TRX", "VOLUME", "RATE"),
    *named("3DS_EVENTS", "COUNT", "VOLUME", "PERC"),
    *named("3DS_AUTH_SUCCESS", "COUNT", "VOLUME", "RATE"),
    *named("3DS_CHALLENGED", "COUNT", "VOLUME", "RATE"),
    *named("3DS_EXEMPTIONS", "COUNT", "VOLUME", "RATE"),
    *named("FRAUD_TRANSACTIONS", "COUNT", "VOLUME", "RATE"),
    *named("VISA_SALES", "COUNT", "VOLUME"),
    *named("VISA_CHARGEBACK_FIRST", "COUNT", "VOLUME", "RATE"),
    *named("VAMP", "COUNT", "VOLUME", "RATIO", "TOTAL_PERC"),
]


def test_the_91_numbers_of_the_field_are_there_each_once() -> None:
    assert len(KPIS) == 91
    assert sorted(one.kpi for one in METRICS.values() if one.kpi) == sorted(KPIS)


def test_every_number_has_its_words_its_recomputation_and_its_line_in_the_documents() -> None:
    assert METRICS.keys() == reckoning.SLUGS
    assert metrics_page.told(metrics_page.PAGE.read_text()) == METRICS.keys()
    for slug, one in METRICS.items():
        assert one.question.endswith("?"), slug
        assert one.leaves_out.endswith("."), slug
        assert not one.note or one.note.endswith("."), slug
        assert one.area in AREAS, slug
        assert bool(one.missing) == (one.needs is not None), slug
        assert "account" in catalogue.dimensions_of(slug), slug
        assert one.date_bases, slug
    names = [one.name for one in METRICS.values()]
    assert len(set(names)) == len(names)


def test_the_page_is_what_the_catalogue_makes_of_it() -> None:
    page = metrics_page.PAGE.read_text()
    assert metrics_page.written(page) == page, "run: python -m tests.monitoring.metrics_page"


def test_a_unit_fits_how_a_number_is_made() -> None:
    for slug, one in METRICS.items():
        match one.made:
            case Counted(fact=fact, measure=measure, where=where):
                of_money = measure.partition(":")[0] in ("sum", "least", "most")
                assert one.unit == ("money" if of_money else "count"), slug
                columns = {test.column for test in where} | set(measure.split(":")[1:])
                assert columns <= facts.columns_of(fact), slug
            case Ratio():
                assert one.unit in ("rate", "average"), slug
            case Share():
                assert one.unit == "share", slug
            case _:
                assert {METRICS[part].unit for part in parts(one.made)} == {one.unit}, slug


async def test_what_stripe_does_not_tell_has_no_value_and_says_why(
    house: House, client: httpx.AsyncClient
) -> None:
    """The business pays one price for everything, until one fee tells what the network took."""
    rows = await business.open_business(house, 1, payments=60, days=30)
    slugs = ("fees_interchange_volume", "fees_acquirer_rate", "fees_blended_volume")
    question = Question(metrics=slugs, period=PERIOD, zone=ZoneInfo("UTC"))
    found = await answering.answer(Lake(house.store), question)
    assert found.totals["fees_interchange_volume"] == UNKNOWN
    assert found.totals["fees_acquirer_rate"] == UNKNOWN
    assert found.totals["fees_blended_volume"] not in (UNKNOWN, ())
    told = (await client.post("/api/v1/metrics/query", json=ASKED | {"metrics": slugs})).json()
    assert not any(told["totals"]["fees_interchange_volume"].values())
    assert told["definitions"][0]["missing"].startswith("Not available from Stripe")
    fee = next(row for row in rows if isinstance(row, Fee) and row.kind == "blended")
    await business.add(house, business.CON, [msgspec.structs.replace(fee, kind="interchange")])
    found = await answering.answer(Lake(house.store), question)
    [part] = found.totals["fees_interchange_volume"]
    assert (part.currency, part.numerator) == (fee.currency, fee.amount)


async def test_a_win_rate_of_few_cases_says_how_sure_it_is(
    house: House, client: httpx.AsyncClient
) -> None:
    given = business.rows_of(3, payments=250, days=90)
    disputes = [row for row in given if isinstance(row, Dispute) and row.case_type == "chargeback"]
    results = itertools.cycle(("won", "lost", "lost"))
    await filling.account(house, business.CON, "test")
    decided = [msgspec.structs.replace(one, status=next(results)) for one in disputes]
    await business.add(house, business.CON, decided)
    asked = ASKED | {"metrics": ["chargeback_won_rate", "authorization_rate"]}
    asked["period"] = {"from": "2026-01-01T00:00:00Z", "until": "2026-11-22T00:00:00Z"}
    totals = (await client.post("/api/v1/metrics/query", json=asked)).json()["totals"]
    [won] = totals["chargeback_won_rate"]["ratios"]
    bounds = wilson(won["numerator"], won["denominator"])
    assert bounds is not None
    assert won["denominator"] == len(disputes)
    assert (won["low"], won["high"]) == (str(bounds.low), str(bounds.high))
    [approved] = totals["authorization_rate"]["ratios"]
    assert (approved["low"], approved["high"]) == (None, None)


ASKED = {"period": {"from": "2026-10-12T12:00:00Z", "until": "2026-11-21T12:00:00Z"}}


@pytest.mark.parametrize(
    ("won", "decided", "low", "high"),
    [
        (0, 10, "0.0000", "0.2775"),
        (3, 4, "0.3006", "0.9544"),
        (1, 1, "0.2065", "1.0000"),
        (50, 100, "0.4038", "0.5962"),
        (81, 263, "0.2553", "0.3662"),
    ],
)
def test_the_interval_is_wilsons(won: int, decided: int, low: str, high: str) -> None:
    """The last is the example of Newcombe (Stat. Med. 17, 1998): 81 of 263."""
    bounds = wilson(won, decided)
    assert bounds is not None
    assert (bounds.low, bounds.high) == (Decimal(low), Decimal(high))


def test_without_a_case_there_is_no_interval() -> None:
    assert wilson(0, 0) is None
