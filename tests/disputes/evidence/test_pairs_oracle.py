"""The pair that is picked is the one that trying all of them finds."""

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.disputes.evidence.cases import HOME, earlier
from tests.disputes.evidence.test_pairs import fraud, picked
from tillwatch.features.disputes.pairs import elements
from tillwatch.features.disputes.pairs.candidates import AGE_MAX, AGE_MIN
from tillwatch.processors.defending import Purchase

values = st.sampled_from
purchases = st.builds(
    Purchase,
    ip=values(["203.0.113.7", "203.0.113.8", None]),
    device_id=values(["A1B2C3D4E5F6G7H8", "short", None]),
    device_fingerprint=values(["Xy7Fq0pLm2Nv9Rt4Kw1Z", None]),
    account_id=values(["ryan", "kim", None]),
    email=values(["ryan@example.com", "RYAN@example.com", None]),
    shipping=values([HOME, None]),
    description=values(["Coffee", None]),
)
histories = st.lists(
    st.tuples(st.integers(100, 400), purchases, st.booleans(), values(["fp_ryan", "fp_kim"])),
    max_size=7,
)


@given(now=purchases, history=histories)
def test_the_pair_is_the_one_that_trying_all_of_them_finds(now: Purchase, history: Any) -> None:
    before = [
        earlier(f"ch_{n}", days, purchase=made, warned=warned, attempt={"card_fingerprint": card})
        for n, (days, made, warned, card) in enumerate(history)
    ]
    most = 0
    clean = [
        b.purchase
        for b, (days, _, warned, card) in zip(before, history, strict=True)
        if AGE_MIN <= days <= AGE_MAX and not warned and card == "fp_ryan"
    ]
    for one, two in combinations(clean, 2):
        equal = {
            name for name in elements.ELEMENTS if same(name, now, one) and same(name, now, two)
        }
        if {"device_id", "device_fingerprint"} <= equal:
            equal.remove("device_id")
        if len(equal) >= 2 and equal & {"ip", "device_id", "device_fingerprint"}:
            most = max(most, len(equal))
    found = picked(fraud(*before, purchase=now)).pair
    assert (elements.weight(found.matches) if found else 0) == most
    again = picked(fraud(*reversed(before), purchase=now)).pair
    assert (again is None) == (found is None)
    if found and again:
        assert [c.id for c in again.candidates] == [c.id for c in found.candidates]


def same(name: str, one: Purchase, other: Purchase) -> bool:
    first, second = getattr(one, name), getattr(other, name)
    if first is None or second is None or first == "short":
        return False
    return bool(first.lower() == second.lower()) if name == "email" else bool(first == second)
