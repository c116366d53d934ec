"""Patterns: exact for small counts, silent where nothing is the matter, in words where something
is."""

import random

import pytest

from tests.disputes.prevent import corner
from tests.disputes.prevent.corner import CON, dispute, sale
from tillwatch.faces.cases import sources
from tillwatch.features.disputes.prevent.happening import reading
from tillwatch.features.disputes.prevent.patterns import exact
from tillwatch.features.disputes.prevent.patterns.buyers import buyers
from tillwatch.features.disputes.prevent.patterns.finding import Pattern, patterns
from tillwatch.features.disputes.prevent.patterns.reading import purchases
from tillwatch.features.disputes.prevent.patterns.sales import (
    Complaint,
    Counted,
    counted,
    groups,
    windows,
)
from tillwatch.intake.house import House
from tillwatch.kernel.times import DAY, Period


def test_the_tests_are_the_textbooks() -> None:
    """Fisher's lady tasting tea: 3 of 4 right is 17/70; and ten coins."""
    assert exact.rising(3, 1, 1, 3, 1.0) == pytest.approx(17 / 70)
    assert exact.rising(4, 0, 0, 4, 1.0) == pytest.approx(1 / 70)
    assert exact.above(8, 10, 0.5) == pytest.approx(56 / 1024)
    assert exact.rising(3, 1, 1, 3, 3.0) > exact.rising(3, 1, 1, 3, 1.0)
    assert exact.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert exact.holm([0.01], looked=10) == pytest.approx([0.1])


def a_shop(dice: random.Random, planted: float = 0.0) -> Counted:
    """Forty products and twelve countries, each with its share of sales; disputes fall on them in
    proportion, some of them on one product with `planted`."""
    names = {"product": [f"p{n}" for n in range(40)], "country": [f"c{n}" for n in range(12)]}
    weights = {about: [1 / (n + 1) for n in range(len(some))] for about, some in names.items()}
    recent, before = {("", ""): 4_000}, {("", ""): 12_000}
    for about, some in names.items():
        whole = sum(weights[about])
        for name, weight in zip(some, weights[about], strict=True):
            recent[about, name] = round(4_000 * weight / whole)
            before[about, name] = round(12_000 * weight / whole)
    complaints = []
    for n in range(80):
        of = {about: dice.choices(names[about], weights[about])[0] for about in names}
        if n < 20 and dice.random() < planted:
            of["product"] = "p7"
        complaints.append(
            Complaint(
                connection_id="c",
                id=f"du_{n}",
                at=n,
                reason="fraudulent",
                payment=None,
                attempt=None,
                groups=of,
                recent=n < 20,
            )
        )
    return Counted(recent=recent, before=before, complaints=complaints, complete=True)


def test_where_nothing_is_the_matter_hardly_ever_a_pattern_is_seen() -> None:
    dice = random.Random(7)
    wrong = sum(bool(patterns(a_shop(dice), 30)) for _ in range(200))
    assert wrong <= 6  # of 200, at a level of 1 in 100: 6 or fewer in 99.6 of 100 runs


def test_what_was_planted_is_found_and_told() -> None:
    found: list[Pattern] = patterns(a_shop(random.Random(7), planted=0.5), 30)
    assert [one.value for one in found] == ["p7"]
    (one,) = found
    assert one.says.startswith(f"“p7”: {one.recent} of 20 disputes of the last 30 days")
    assert len(one.disputes) == one.recent
    assert one.chance_ppm < 10_000


def test_numbers_of_orders_are_no_products() -> None:
    told = {"utm_campaign": "spring"}
    found = groups("Coffee beans, order #10023-A", "TILL COFFEE", "424242", "US", told, ())
    assert found == {
        "product": "Coffee beans, order",
        "descriptor": "TILL COFFEE",
        "bin": "424242",
        "country": "US",
        "campaign": "spring",
    }
    assert groups(None, None, None, None, None, ()) == {}


async def test_from_rows_to_a_sentence_and_who_is_behind_several(house: House) -> None:
    rows = []
    for n in range(120):
        days = 1 + n * 0.9
        of = "Mug" if n % 10 == 0 else "Beans"
        rows += sale(f"s{n}", days, description=of, statement_descriptor="TILL")
    for n in range(5):
        rows += sale(f"m{n}", 20, description="Mug", email="eve@example.com")
        rows.append(dispute(f"m{n}", 5 + n))
    rows.append(dispute("s1", 1))
    await corner.opened(house, *rows)
    known = await sources(house)
    told = await counted(known, (CON,), windows(corner.NOW, 30))
    (found,) = patterns(told, 30)
    assert (found.about, found.value, found.recent, found.of_recent) == ("product", "Mug", 5, 6)
    period = Period(corner.NOW - 365 * DAY, corner.NOW)
    past = await reading.happened(known, (CON,), period, corner.NOW)
    (eve,) = buyers(past, await purchases(known, past))
    assert (eve.kind, eve.value, eve.payments) == ("email", "eve@example.com", 5)
    assert eve.says == "One e-mail address is behind 5 payments: 5 disputed."
