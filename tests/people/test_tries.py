"""How long an address waits after wrong passwords: a table in the reader's words."""

import pytest

from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.people import tries
from tillwatch.people.tries import Tries

pytestmark = pytest.mark.usefixtures("any_store")

HERE = "198.51.100.7"
ADA = "ada@example.com"


def wrong(ask: Tries, times: int, address: str = HERE, email: str = ADA) -> None:
    for _ in range(times):
        ask.begin(address, email)


def wait(ask: Tries, address: str = HERE, email: str = ADA) -> int:
    """Seconds this address would have to wait now. The try that finds out is taken back."""
    try:
        begun = ask.begin(address, email)
    except errors.Throttled as refused:
        return refused.retry_after_s
    for kept in ask._wrong.values():
        if begun in kept:
            kept.remove(begun)
    return 0


def test_each_wrong_try_doubles_the_wait_up_to_five_minutes(clock: SetClock) -> None:
    ask = Tries(clock)
    wrong(ask, 5)
    waits = []
    for _ in range(9):
        waits.append(wait(ask))
        clock.advance(waits[-1])
        wrong(ask, 1)
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300]


def test_being_refused_does_not_lengthen_the_wait(clock: SetClock) -> None:
    ask = Tries(clock)
    wrong(ask, 5)
    for _ in range(50):
        assert wait(ask) == 2
    clock.advance(2)
    assert wait(ask) == 0


def test_an_hour_later_all_is_forgotten(clock: SetClock) -> None:
    ask = Tries(clock)
    wrong(ask, 5)
    clock.advance(3600)
    wrong(ask, 4)
    assert wait(ask) == 0


def test_a_right_password_forgives_the_address_its_mistakes(clock: SetClock) -> None:
    ask = Tries(clock)
    wrong(ask, 4)
    ask.right(HERE, ADA, ask.begin(HERE, ADA))
    wrong(ask, 4)
    assert wait(ask) == 0


def test_right_ones_are_never_slowed(clock: SetClock) -> None:
    ask = Tries(clock)
    for _ in range(100):
        ask.right(HERE, ADA, ask.begin(HERE, ADA))


def test_many_people_from_one_address(clock: SetClock) -> None:
    ask = Tries(clock)
    for number in range(20):
        ask.begin(HERE, f"{number}@example.com")
    assert wait(ask, email="another@example.com") == 2
    assert wait(ask, "198.51.100.8", "another@example.com") == 0


def test_one_person_from_many_addresses(clock: SetClock) -> None:
    """Each further address has one try; one that was not wrong itself never waits."""
    ask = Tries(clock)
    for number in range(20):
        ask.begin(f"203.0.113.{number}", ADA)
    assert wait(ask) == 0
    wrong(ask, 1)
    assert wait(ask) == 2
    assert wait(ask, "203.0.113.200") == 0
    assert wait(ask, email="bob@example.com") == 0


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", "unknown"),
    ],
)
def test_what_counts_as_one_address(address: str, counted_as: str) -> None:
    assert tries.network(address) == counted_as


def test_memory_has_an_end(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "KEYS_MAX", 30)
    ask = Tries(clock)
    for number in range(100):
        ask.begin(f"203.0.113.{number}", f"{number}@example.com")
    assert len(ask._wrong) <= 30
