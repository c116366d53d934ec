"""What the simulator invents looks like what carriers and buyers really have."""

from random import Random

import pytest

from tests.disputes.evidence import cases
from tillwatch.features.disputes.case.known import MERCHANT, Fact
from tillwatch.features.disputes.evidence import remarks
from tillwatch.simulator.business.facts.numbers import tracking_number
from tillwatch.simulator.business.facts.parcels import ABROAD, CARRIERS

EVERY = sorted({name for names in CARRIERS.values() for name in names} | set(ABROAD))


@pytest.mark.parametrize("carrier", EVERY)
def test_tracking_numbers_are_taken_for_what_they_are(carrier: str) -> None:
    random = Random(carrier)
    for _ in range(50):
        number = tracking_number(carrier, str(random.randrange(10**12, 10**13)))
        known = {
            "shipping_carrier": Fact(value=carrier, source=MERCHANT),
            "shipping_tracking_number": Fact(value=number, source=MERCHANT),
        }
        said = remarks.remarks(cases.case(), known, "shipping_tracking_number")
        assert all(one.good for one in said), (carrier, number, said)
