"""Order risk: what speaks for and against an order, and what is learned of what became of them."""

from math import exp

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.monitoring import business
from tillwatch.features.monitoring.risk import asked, daily, learn, past, stream
from tillwatch.features.monitoring.risk.fit import Counted, fit, general, patterns, solved
from tillwatch.features.monitoring.risk.known import Tried, order
from tillwatch.features.monitoring.risk.order import DAY
from tillwatch.features.monitoring.risk.score import GENERAL, Model, Tiers, scored
from tillwatch.features.monitoring.risk.signals import UNKNOWN, findings
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock

NOW = 1_795_000_000
PLAIN = Tried(id="ch_9", created=NOW, amount=5000, currency="usd", paid=True)


def tried(number: int, **told: object) -> Tried:
    given_ = {"id": f"ch_{number:05d}", "created": NOW - 400 * DAY + number * 3600, **told}
    return Tried(**{"amount": 5000, "currency": "usd", "paid": True, **given_})  # type: ignore[arg-type]


def test_what_is_not_known_is_unknown_and_changes_nothing() -> None:
    found = findings(order(PLAIN, (), (), 0, frozenset()))
    assert {one.state for one in found} == {UNKNOWN}
    score = scored(found, Model(), Tiers())
    assert (score.times, score.tier, score.passed, score.unknown) == (1.0, "low", 0, 9)
    assert score.score == pytest.approx(1 / 8)


def test_who_is_a_customer_since_yesterday_is_not_called_one_for_no_months() -> None:
    plain = order(PLAIN, (), (), 0, frozenset())
    since = [msgspec.structs.replace(plain, orders_before=1, tenure_s=DAY * n) for n in (1, 31)]
    told = [one for known in since for one in findings(known)]
    said = [one.says for one in told if one.signal == "customer tenure"]
    assert said == [
        "Customer for less than a month, 1 order paid",
        "Customer for 1 month, 1 order paid",
    ]


@pytest.mark.parametrize(
    ("score", "tier"), [(0.29999, "low"), (0.3, "medium"), (0.6, "high"), (0.8, "critical")]
)
def test_a_border_belongs_to_the_tier_above_it(score: float, tier: str) -> None:
    assert Tiers().of(score) == tier


def test_the_borders_say_how_many_times_as_risky() -> None:
    for times, border in ((3.0, 0.3), (10.5, 0.6), (28.0, 0.8)):
        assert times / (times + 7) == pytest.approx(border)


def test_each_mark_that_a_signal_can_set_has_a_factor() -> None:
    some = [tried(n, customer="cus_1", card=f"fp_{n}", paid=n > 2) for n in range(6)]
    this = tried(7, customer="cus_1", card="fp_9", check_postal_code="fail", card_type="prepaid")
    marks = {m for one in findings(order(this, some, some, 1, frozenset())) for m in one.marks}
    assert {"address_fail", "other_card", "prepaid", "went_bad"} <= marks <= GENERAL.keys()


@pytest.mark.parametrize("seed", business.SEEDS[:2])
async def test_one_order_and_all_in_a_row_are_judged_alike(house: House, seed: int) -> None:
    await business.open_business(house, seed, payments=150, days=60)
    query = past.tries().order_by(past.attempt.c.created, past.attempt.c.id)
    async with house.store.reading() as tx:
        tries = [past.tried(dict(row)) for row in (await tx.execute(query)).mappings()]
        bad = {row.attempt: int(row.at) for row in await tx.execute(past.bad(business.CON))}
        for one in list(stream.orders(tries, bad))[::7]:
            before = await past.before(tx, business.CON, one.tried)
            assert order(one.tried, *before, frozenset()) == one.order


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=3))
def test_linear_equations_are_solved(right: list[float]) -> None:
    matrix = [[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 5.0]]
    found = solved(matrix, right)
    for line, value in zip(matrix, right, strict=True):
        assert sum(a * b for a, b in zip(line, found, strict=True)) == pytest.approx(value)


def test_what_many_orders_say_is_learned_and_what_none_says_stays() -> None:
    """Marked orders go bad eight times as often; the general factor says two and a half."""
    seen = {
        frozenset[str](): Counted(40_000, 400),
        frozenset({"address_fail"}): Counted(5_000, 374),
    }
    fitted = fit(seen)
    assert exp(fitted.factors["address_fail"]) == pytest.approx(8, rel=0.05)
    assert fitted.factors["rapid"] == GENERAL["rapid"]
    few = fit({frozenset[str](): Counted(20, 1), frozenset({"address_fail"}): Counted(1, 0)})
    assert few.factors["address_fail"] == pytest.approx(GENERAL["address_fail"], abs=0.1)


def test_the_general_factors_expect_as_many_bad_orders_as_there_were() -> None:
    seen = patterns([(frozenset({"rapid"}), True)] * 5 + [(frozenset[str](), False)] * 200)
    plain = general(seen)
    odds = {marks: plain.odds(marks) for marks in seen}
    expected = sum(one.orders * odds[m] / (1 + odds[m]) for m, one in seen.items())
    assert expected == pytest.approx(5, abs=0.01)


def test_it_learns_from_before_the_cut_and_is_measured_after_it() -> None:
    """Of wrong postal codes one in four goes bad, of the others one in a hundred."""
    tries = [tried(n, check_postal_code="fail" if n % 10 == 0 else "pass") for n in range(9000)]
    bad = {
        t.id: t.created + 20 * DAY
        for n, t in enumerate(tries)
        if (n % 40 == 0 if n % 10 == 0 else n % 100 == 1)
    }
    found = learn.learned(tries, bad, NOW, Tiers())
    assert found.cut is not None
    assert found.used, found.why_not
    assert found.own is not None
    assert found.general is not None
    assert found.own.log_loss < found.general.log_loss
    assert found.own.average_precision > found.own.base
    later = [t for t in tries if found.cut <= t.created < NOW - learn.MATURE]
    assert found.own.orders == len(later)
    assert sum(one.bad for one in found.own.calibration) == found.own.bad
    assert sum(one.expected for one in found.own.calibration) == pytest.approx(
        found.own.bad, rel=0.15
    )
    untold = learn.learned(tries[:100], bad, NOW, Tiers())
    assert (untold.own, untold.used) == (None, False)
    assert "it learns from" in untold.why_not


def test_nothing_after_the_cut_changes_what_is_learned() -> None:
    tries = [tried(n, check_postal_code="fail" if n % 10 == 0 else "pass") for n in range(9000)]
    bad = {t.id: t.created + 20 * DAY for n, t in enumerate(tries) if n % 40 in (0, 7)}
    found = learn.learned(tries, bad, NOW, Tiers())
    assert found.cut is not None
    cut = found.cut
    later = {id_: at for id_, at in bad.items() if at < cut}
    assert learn.learned(tries, later, NOW, Tiers()).model.factors in (
        found.model.factors,
        dict(GENERAL),
    )


async def test_a_score_is_asked_for_by_payment_and_by_order(
    house: House, client: httpx.AsyncClient
) -> None:
    rows = await business.open_business(house, 1, payments=60, days=30)
    payment = next(row.id for row in rows if row.table == "intent" and row.latest_attempt)  # type: ignore[attr-defined]
    of = {"connection_id": business.CON}
    answer = await client.post("/api/v1/risk/score", json={**of, "payment": payment})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["passed"] + told["flagged"] + told["unknown"] == 9
    direct = await asked.of_payment(house.store, business.CON, payment)
    assert told["score"] == direct.score
    new = {"amount": 900_000, "currency": "usd", "check_postal_code": "fail", "card_country": "BR"}
    asked_ = {**of, "order": {**new, "billing_country": "DE"}}
    risky = (await client.post("/api/v1/risk/score", json=asked_)).json()
    assert risky["times"] == pytest.approx(exp(GENERAL["address_fail"] + GENERAL["other_country"]))
    assert (await client.post("/api/v1/risk/score", json={**asked_, "payment": "x"})).is_error


async def test_it_learns_each_day_by_the_clock_and_keeps_how_it_did(
    house: House, client: httpx.AsyncClient, clock: SetClock
) -> None:
    await business.open_business(house, 1, payments=60, days=30)
    risk = f"/api/v1/connections/{business.CON}/risk"
    assert (await client.get(f"{risk}/days")).json()["data"] == []

    async def ready() -> list[str]:
        return [business.CON]

    desk = daily.Desk(house.store, clock, ready)
    assert [await daily.once(desk), await daily.once(desk)] == [1, 0], "at once, and once a day"
    first = (await client.get(risk)).json()
    assert not first["used"]
    async with house.store.reading() as tx:
        query = past.tries().where(past.attempt.c.status == "succeeded")
        paid = len((await tx.execute(query)).all())
    assert sum(one["orders"] for one in first["recent"]) == paid
    clock.advance(13 * 3600)
    assert await daily.once(desk) == 0, "the next day has begun, but it is not night yet"
    clock.advance(3600)
    assert await daily.once(desk) == 1
    days = (await client.get(f"{risk}/days")).json()["data"]
    assert [one["day"] for one in days] == ["2026-11-03", "2026-11-02"]
    assert [one["measured"] for one in days] == [None, None], "too few went bad to say anything"


def test_the_scores_of_the_last_days_are_those_of_orders_then() -> None:
    tries = [tried(n, check_postal_code="fail" if n % 10 == 0 else "pass") for n in range(9000)]
    bad = {t.id: t.created + 20 * DAY for n, t in enumerate(tries) if n % 40 in (0, 7)}
    found = learn.learned(tries, bad, NOW, Tiers())
    lately = [t for t in tries if t.created >= NOW - 90 * DAY]
    assert [one.orders for one in found.recent] == [
        sum(t.check_postal_code == told for t in lately) for told in ("pass", "fail")
    ]
    wrong = findings(order(lately[0], (), (), 0, frozenset()))
    assert scored(wrong, found.model, Tiers()).score in {one.score for one in found.recent}
