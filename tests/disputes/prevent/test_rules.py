"""A try on the past tells what the rule then does, on what was known at that moment."""

import httpx
import pytest

from tests.disputes.prevent import corner
from tests.disputes.prevent.corner import CON, dispute, refund, sale, warning
from tillwatch.faces.cases import sources
from tillwatch.features.disputes.prevent.acting.kept import SKIPPED
from tillwatch.features.disputes.prevent.acting.spotting import planned
from tillwatch.features.disputes.prevent.happening import reading
from tillwatch.features.disputes.prevent.happening.shapes import Around, Happening
from tillwatch.features.disputes.prevent.rules.judged import judged
from tillwatch.features.disputes.prevent.rules.shapes import (
    Cap,
    Definition,
    Rule,
    Then,
    When,
    checked,
)
from tillwatch.features.disputes.prevent.rules.trying import tried
from tillwatch.features.disputes.value.exact import no_rate
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.kernel.times import DAY, Period

REFUND = Definition(
    when=When(on=("warning",), currency="usd", amount_to=5_000),
    then=(Then(do="refund"),),
    budget=(Cap(currency="usd", amount=4_000),),
)


async def a_year(house: House) -> None:
    """Warned in one month: one became a dispute and was lost, one came to nothing, a third is over
    the budget; in others: one after its dispute, one that was given back later anyway."""
    await corner.opened(
        house,
        *sale("lost", 130),
        warning("lost", 122),
        dispute("lost", 110),
        *sale("nothing", 125),
        warning("nothing", 121),
        *sale("over", 125, 1_000),
        warning("over", 120.5),
        *sale("late", 200),
        dispute("late", 190),
        warning("late", 180),
        *sale("back", 60, amount_refunded=2_000),
        warning("back", 50),
        refund("back", 40),
        *sale("large", 60, 6_000),
        warning("large", 50),
    )


async def test_a_try_says_what_would_have_been_done_and_what_became_of_it(house: House) -> None:
    await a_year(house)
    known = await sources(house)
    period = Period(corner.NOW - 365 * DAY, corner.NOW + 1)
    past = await reading.happened(known, (CON,), period, corner.NOW)

    def around(one: Happening) -> Around:
        return past.around[one.connection_id, str(one.attempt)]

    found = tried(REFUND, past.happenings, around, no_rate)
    told = {
        case.happening.id.removeprefix("issfr_"): (
            case.deeds[0].outcome,
            case.gain.amount if case.gain else None,
        )
        for case in found.cases
    }
    assert told == {
        "lost": ("would", 1_500),  # the fee; the 20.00 are gone either way
        "nothing": ("would", -2_000),
        "over": ("over budget", None),
        "late": ("left alone", None),
        "back": ("would", 0),
    }
    assert (found.saved, found.needless, found.refunds, found.over_budget) == (1, 1, 3, 1)
    rule = Rule(
        id="r", name="R", description="", definition=REFUND, livemode=True, enabled=True, since=0
    )
    rows = [row for one in past.happenings for row in planned([rule], one, corner.NOW)]
    left = {row.about_id for row in rows if row.state == SKIPPED}
    assert {row.about_id for row in rows} == {case.happening.id for case in found.cases}
    assert left == {"issfr_late"}


def happened(**more: object) -> Happening:
    told = {"kind": "warning", "id": "x", "connection_id": "c", "at": 1, "currency": "usd"}
    return Happening(**{**told, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "one", "holds"),
    [
        ({}, {}, True),
        ({"on": ("dispute",)}, {}, False),
        ({"brands": ("visa",)}, {"brand": "Visa"}, True),
        ({"brands": ("visa",)}, {"brand": None}, None),
        ({"shipped": False}, {"shipped": None}, None),
        ({"shipped": False}, {"shipped": True}, False),
        ({"earlier_to": 0}, {"earlier": 0}, True),
        ({"earlier_to": 0}, {"earlier": 1}, False),
        ({"customer_days_from": 30}, {"customer_days": 30}, True),
        ({"words": ("gift card",)}, {"description": "Digital Gift Card"}, True),
        ({"risk_from": 65}, {"risk_score": 64}, False),
        ({"currency": "eur"}, {}, False),
        ({"card_countries": ("US", "CA")}, {"card_country": "CA"}, True),
        ({"brands": ("visa",), "shipped": True}, {"brand": "amex"}, False),
    ],
)
def test_what_is_not_known_does_not_hold(
    when: dict[str, object], one: dict[str, object], holds: bool | None
) -> None:
    found = judged(When(**{"on": ("warning",), **when}), happened(**one))  # type: ignore[arg-type]
    assert (found.holds, bool(found.unknown)) == (holds is True, holds is None)


@pytest.mark.parametrize(
    "definition",
    [
        Definition(when=When(on=()), then=(Then(do="notify"),)),
        Definition(when=When(on=("weather",)), then=(Then(do="notify"),)),
        Definition(when=When(on=("warning",)), then=()),
        Definition(when=When(on=("warning",)), then=(Then(do="refund"),)),
        Definition(when=When(on=("warning",)), then=(Then(do="notify"), Then(do="notify"))),
        Definition(when=When(on=("warning",), amount_to=5), then=(Then(do="notify"),)),
        Definition(when=When(on=("warning",)), then=(Then(do="tag", tag="a"),)),
        Definition(when=When(on=("warning",)), then=(Then(do="hold"),)),
        Definition(when=When(on=("warning",), risk_from=9, risk_to=1), then=(Then(do="notify"),)),
    ],
)
def test_what_cannot_be_a_rule_is_said(definition: Definition) -> None:
    with pytest.raises(errors.BadInput):
        checked(definition)


async def test_the_page_of_warnings_and_a_try_by_the_api(
    house: House, client: httpx.AsyncClient
) -> None:
    await a_year(house)
    page = (await client.get("/api/v1/prevention/warnings", params={"state": "all"})).json()
    states = {one["happened"]["id"]: (one["state"], one["verdict"]) for one in page["data"]}
    assert states["issfr_large"] == ("open", "wait")
    assert states["issfr_lost"] == ("disputed", "nothing")
    assert states["issfr_late"] == ("late", "nothing")
    assert page["open"] == 1
    definition = {
        "when": {"on": ["warning"], "currency": "usd", "amount_to": 5_000},
        "then": [{"do": "refund"}],
        "budget": [{"currency": "usd", "amount": 4_000}],
    }
    asked = {"definition": definition, "days": 365}
    found = (await client.post("/api/v1/prevention/rules/try", json=asked)).json()
    assert (found["matched"], found["refunds"], found["gain"]) == (
        5,
        3,
        [{"amount": -500, "currency": "usd"}],
    )
    counts = (await client.get("/api/v1/prevention")).json()
    assert [one["open_warnings"] for one in counts["effect"]] == [1]
    effect = (await client.get("/api/v1/prevention/effect")).json()
    visa = next(one for one in effect["data"] if one["network"] == "visa")
    assert (visa["open"], visa["wait_ppm"]) == (1, 574_468)
    patterns = (await client.get("/api/v1/prevention/patterns")).json()
    assert patterns["patterns"] == []
