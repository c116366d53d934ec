"""Any question that the catalogue allows is answered, and its rows add up to its totals."""

import random
from typing import Any

import httpx

from tests.monitoring import business
from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.catalogue import Counted
from tillwatch.intake.house import House

Json = dict[str, Any]
QUESTIONS = 25
GRAINS = (None, None, "day", "week", "month", "quarter", "year")
ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia")


def question(chance: random.Random) -> Json:
    """One that can be answered."""
    slugs = list(catalogue.METRICS)
    metrics = chance.sample(slugs, chance.randrange(1, 4))
    shared = set.intersection(*(set(catalogue.dimensions_of(slug)) for slug in metrics))
    known = sorted(shared - {"customer"})
    dimensions = chance.sample(known, min(len(known), chance.randrange(3)))
    bases = set.intersection(*(set(catalogue.metric(slug).date_bases) for slug in metrics))
    return {
        "metrics": metrics,
        "dimensions": dimensions,
        "filter": narrowed(chance, known) if known else None,
        "period": {"from": "2026-08-15T07:00:00Z", "until": "2026-11-21"},
        "date_base": chance.choice(sorted(bases)),
        "tz": chance.choice(ZONES),
        "grain": chance.choice(GRAINS),
        "compare": chance.choice(("none", "previous", "year")),
        "sort": {"by": chance.choice((*metrics, *dimensions)), "descending": True},
        "limit": 10_000,
    }


def narrowed(chance: random.Random, known: list[str]) -> Json | None:
    """Something that leaves most rows."""
    dimension = chance.choice(known)
    tests: tuple[Json | None, ...] = (
        None,
        {"dimension": dimension, "is_not": ["nothing"]},
        {"any": [{"dimension": dimension, "exists": exists} for exists in (True, False)]},
        {"all": [{"dimension": "amount", "at_least": 1}]},
    )
    return chance.choice(tests)


async def test_any_question_is_answered_and_adds_up(
    house: House, client: httpx.AsyncClient
) -> None:
    await business.open_business(house, 3, payments=120, days=90)
    chance = random.Random("any")
    for _ in range(QUESTIONS):
        asked = question(chance)
        answer = await client.post("/api/v1/metrics/query", json=asked)
        assert answer.status_code == 200, (asked, answer.text)
        told = answer.json()
        for slug in asked["metrics"]:
            made = catalogue.metric(slug).made
            if not isinstance(made, Counted) or not made.adds_up or made.is_money:
                continue
            counts = [line["values"][slug]["count"] for line in told["rows"]]
            assert sum(counts) == told["totals"][slug]["count"], asked
        assert len({str((r["dimensions"], r["start"])) for r in told["rows"]}) == len(told["rows"])
