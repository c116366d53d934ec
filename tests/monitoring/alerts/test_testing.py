"""Stolen cards that are tested have marks of their own: a bank that is down, a campaign, renewals
and one customer's retries have none of them."""

from collections.abc import Sequence

import httpx
import msgspec
import pytest

from tests.monitoring.alerts.looks import HOUR, MINUTE, NOON, SHOP, watch
from tests.monitoring.alerts.test_detecting import detected, tried
from tillwatch.features.monitoring.alerts.judging.tested import Shot, episodes, mark
from tillwatch.features.monitoring.alerts.ruled.recommended import RECOMMENDED
from tillwatch.features.monitoring.alerts.trying import tried as tried_out
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.times import DAY
from tillwatch.lake.asking import Lake
from tillwatch.rows import Row

ORDERS = {"usd": 6_000}


def shot(number: int, *, failed: bool = True, amount: int = 150, reason: str = "") -> Shot:
    """One a minute, each with a card of its own."""
    card, bin_ = f"card_{number}", f"41111{number % 2}"
    told = reason or ("generic_decline" if failed else None)
    return Shot(MINUTE * number, f"pi_{number}", card, None, failed, amount, "usd", told, bin_)


def of(shots: Sequence[Shot], usual: int = 0) -> str | None:
    told = mark(shots, 5, usual, ORDERS)
    return told.mark if told is not None else None


def test_small_amounts_with_many_cards_that_fail_are_a_mark_and_others_are_none() -> None:
    assert of([shot(n) for n in range(5)]) == "small"
    assert of([shot(n) for n in range(4)]) is None
    assert of([shot(n, amount=2001) for n in range(12)]) is None
    assert of([shot(n, failed=n % 2 == 0) for n in range(12)]) is None
    assert of([shot(n) for n in range(5)], usual=6) is None
    again = [msgspec.structs.replace(shot(n), card="one") for n in range(30)]
    assert of(again) is None


def test_one_customer_with_many_cards_is_a_mark_whatever_the_amount() -> None:
    dear = [msgspec.structs.replace(shot(n, amount=6000), customer="cus_1") for n in range(6)]
    assert of(dear) == "one_customer"
    assert of([msgspec.structs.replace(one, card="one") for one in dear]) is None


def test_many_cards_typed_wrong_are_a_mark_and_cards_without_money_are_none() -> None:
    wrong = [shot(n, amount=6000, reason="incorrect_cvc") for n in range(16)]
    assert of(wrong) == "wrong"
    assert of([msgspec.structs.replace(one, reason="insufficient_funds") for one in wrong]) is None
    paid = [shot(n, amount=6000, failed=False) for n in range(100, 120)]
    assert of([*wrong, *paid]) is None


def test_an_episode_is_told_at_the_fifth_card_and_is_over_three_hours_after_the_last() -> None:
    shots = [shot(n) for n in range(30)]
    [one] = episodes(shots, 5, lambda _: 0, ORDERS, HOUR)
    assert (one.since, one.seen, one.last, one.until) == (0, 4 * MINUTE, 29 * MINUTE, None)
    assert (one.marked.failed, one.marked.bins) == (30, ("411110", "411111"))
    [one] = episodes(shots, 5, lambda _: 0, ORDERS, 4 * HOUR)
    assert one.until == 29 * MINUTE


async def test_a_night_of_testing_is_told_once_and_an_outage_is_not(
    house: House, client: httpx.AsyncClient
) -> None:
    """Forty cards fail at a bank that does not answer; a day later twelve are tested."""
    rows: list[Row] = []
    down = {"status": "failed", "outcome_type": "issuer_declined", "card_issuer": "Bank"}
    for n in range(40):
        rows.append(tried(f"s{n}", NOON - 9 * DAY + n * HOUR, card_fingerprint=f"s{n}"))
        at = NOON - 2 * DAY + n * MINUTE
        why = {"decline_code": "issuer_not_available", "card_fingerprint": f"d{n}", "amount": 900}
        rows.append(tried(f"d{n}", at, **down, **why))
    for n in range(12):
        why = {"decline_code": "generic_decline", "card_fingerprint": f"t{n}", "amount": 100 + n}
        rows.append(tried(f"t{n}", NOON - DAY + 2 * MINUTE * n, **down, **why, card_bin="424242"))
    [found] = await detected(house, *rows, slug="card_testing")
    assert found.title == "Somebody may be testing stolen cards"
    assert found.sentence == (
        "12 of 12 cards that tried small amounts failed within an hour: 1.00 USD to 1.11 USD each, "
        "where an average sale is 50.00 USD. Usually fewer than 1 does. "
        "First digits most often: 424242."
    )
    assert (found.since, found.at) == (NOON - DAY, NOON - DAY + 8 * MINUTE)
    assert found.until == NOON - DAY + 22 * MINUTE
    assert found.figures["first_digits"] == ["424242"]
    assert await watch(house, SetClock(NOON + HOUR)).once() == 0
    rule, lake = RECOMMENDED["card_testing"], Lake(house.store)
    past = await tried_out(house.store, lake, rule, [SHOP], NOON, 90)
    assert (past.replayed, past.fired) == (True, 1)


@pytest.mark.parametrize(("cards", "told"), [(1, 0), (2, 1)])
async def test_a_bank_is_down_for_two_cards_and_not_for_one_that_tries_again(
    house: House, cards: int, told: int
) -> None:
    rows: list[Row] = []
    for n in range(6):
        why = {"decline_code": "issuer_not_available", "outcome_type": "issuer_declined"}
        whose = {"card_fingerprint": f"c{n % cards}", "customer": f"cus_{n}"}
        at = NOON - DAY + n * MINUTE
        rows.append(tried(f"t{n}", at, status="failed", card_issuer="Bank", **why, **whose))
    assert len(await detected(house, *rows, slug="bank_down")) == told


@pytest.mark.parametrize("given", [{"invoice": "in_1"}, {"card_fingerprint": "one"}])
async def test_renewals_and_one_card_again_and_again_are_no_testing(
    house: House, given: dict[str, str]
) -> None:
    rows: list[Row] = [tried(f"s{n}", NOON - 9 * DAY + n * HOUR) for n in range(20)]
    for n in range(20):
        told = {"card_fingerprint": f"c{n}", "status": "failed", "amount": 100, **given}
        rows.append(tried(f"t{n}", NOON - DAY + n * MINUTE, **told))
    assert await detected(house, *rows, slug="card_testing") == []
