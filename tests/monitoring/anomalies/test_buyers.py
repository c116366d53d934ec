"""One buyer's retries are not trouble of the business, and a campaign is none either."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import pytest

from tests.monitoring.anomalies.drifting import counted, told
from tests.monitoring.anomalies.test_missing import MONDAY, found, open_hours, sold
from tillwatch.features.monitoring.anomalies.noticing.tries import Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, HOUR

AT = MONDAY + 60 * DAY + 12 * HOUR
END = AT + 7 * HOUR


def with_a_shop(besides: Iterable[Try]) -> list[Try]:
    """A shop of 36 payments a day, of which one fails, goes on while that happens."""
    shop = [
        msgspec.structs.replace(one, failed=True, card=f"c{number}") if number % 36 == 7 else one
        for number, one in enumerate(open_hours(MONDAY, range(61), 8, 1200))
    ]
    return sorted([*shop, *besides], key=lambda one: one.at)


def failing(cards: Sequence[str], customers: Sequence[str | None]) -> Iterator[Try]:
    """New payments that fail, one a minute, with these cards and of these customers in turn."""
    for number in range(30):
        one = sold(AT + 60 * number, 1, failed=True)
        card, customer = cards[number % len(cards)], customers[number % len(customers)]
        yield msgspec.structs.replace(one, card=card, customer=customer)


@pytest.mark.parametrize(
    ("cards", "customers"),
    [
        (["one"], ["cus_1"]),
        (["one"], [f"cus_{n}" for n in range(30)]),
        (["one", "two", "three"], ["cus_1"]),
    ],
    ids=["one card", "one card of many guests", "one customer with three cards"],
)
def test_one_card_or_one_customer_that_fails_thirty_times_is_no_anomaly(
    cards: list[str], customers: list[str | None]
) -> None:
    assert found(with_a_shop(failing(cards, customers)), END) == []


@pytest.mark.parametrize("customer", [None, "cus_1"])
def test_thirty_cards_that_fail_are_one_also_of_one_customer(customer: str | None) -> None:
    tested = failing([f"card_{n}" for n in range(30)], [customer])
    incident = found(with_a_shop(tested), END)[0]
    assert incident.kind == "declines"
    assert incident.found_at <= AT + 15 * 60


def test_a_card_that_fails_each_day_is_no_slow_change() -> None:
    """With twenty new payments a day, for the last four weeks."""
    shop = list(open_hours(MONDAY, range(56), 8, 1200))
    late = [
        msgspec.structs.replace(sold(MONDAY + day * DAY + n, 1, failed=True), card="expired")
        for day in range(28, 56)
        for n in range(20)
    ]
    every = sorted([*shop, *late], key=lambda one: one.at)
    first = MONDAY // DAY
    assert told(counted(every, first, 56), first, 56) == []
    other = [msgspec.structs.replace(one, card=f"{one.payment}") for one in late]
    every = sorted([*shop, *other], key=lambda one: one.at)
    assert len(told(counted(every, first, 56), first, 56)) == 1


def test_a_campaign_that_brings_twenty_times_as_many_is_no_trouble() -> None:
    """As large a share of them fails as usual: one in 36, of 360 within two hours."""
    brought = [
        msgspec.structs.replace(sold(AT + 20 * n, 1, failed=n % 36 == 0), card=f"new_{n}")
        for n in range(360)
    ]
    assert found(with_a_shop(brought), END) == []
