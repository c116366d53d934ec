"""What order risk learns on simulated businesses, and how good it is on their later orders.

    python -m benchmarks.risk [SEEDS] [PAYMENTS]

Each business lives a year; its fraudsters' orders look different more often (the simulator's hidden
odds). The first 70 % of the year are learned from, the rest is measured on. One JSON line in all.
"""

import json
import sys
from typing import Any

from tests.monitoring import business

from tillwatch.features.monitoring.risk import learn
from tillwatch.features.monitoring.risk.known import Tried
from tillwatch.features.monitoring.risk.measure import Measured
from tillwatch.features.monitoring.risk.past import BAD_REASONS
from tillwatch.features.monitoring.risk.score import Tiers
from tillwatch.rows import Attempt, Dispute, FraudWarning, Row


def of_row(row: Attempt) -> Tried:
    return Tried(
        id=row.id,
        created=row.created,
        amount=row.amount,
        currency=row.currency,
        paid=row.status == "succeeded",
        customer=row.customer,
        card=row.card_fingerprint,
        check_address=row.check_line1,
        check_postal_code=row.check_postal_code,
        check_cvc=row.check_cvc,
        card_country=row.card_country,
        billing_country=row.country,
        card_type=row.card_funding,
        bin=row.card_bin,
        issuer=row.card_issuer,
        processor_level=row.risk_level,
    )


def bad_of(rows: list[Row]) -> dict[str, int]:
    """When which try was first known to be bad."""
    found: dict[str, int] = {}
    for row in rows:
        is_bad = isinstance(row, FraudWarning) or (
            isinstance(row, Dispute)
            and row.reason in BAD_REASONS
            and not row.status.startswith("warning_")
        )
        if is_bad and isinstance(row, FraudWarning | Dispute) and row.attempt:
            found[row.attempt] = min(row.created, found.get(row.attempt, row.created))
    return found


def measure(seed: int, payments: int) -> learn.Learned:
    rows = business.rows_of(seed, payments, 365)
    business.world.cache_clear()
    tries = sorted((of_row(r) for r in rows if isinstance(r, Attempt)), key=_place)
    return learn.learned(tries, bad_of(rows), int(business.NOON), Tiers())


def _place(one: Tried) -> tuple[int, str]:
    return one.created, one.id


def told(found: list[Measured]) -> dict[str, Any]:
    """Of all businesses together: counts added up, means weighted by orders."""
    orders = sum(one.orders for one in found)
    bad = sum(one.bad for one in found)
    tiers = {}
    for place, name in enumerate(("medium", "high", "critical")):
        some = [one.tiers[place] for one in found]
        tiers[name] = {
            "flagged": sum(t.flagged for t in some),
            "bad": sum(t.bad for t in some),
            "of_bad": bad,
        }
    return {
        "orders": orders,
        "bad": bad,
        "average_precision": round(sum(m.average_precision * m.bad for m in found) / bad, 4),
        "log_loss": round(sum(m.log_loss * m.orders for m in found) / orders, 5),
        "expected": round(sum(b.expected for m in found for b in m.calibration), 1),
        "tiers": tiers,
    }


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    payments = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    found = [measure(seed, payments) for seed in range(1, seeds + 1)]
    own = [one.own for one in found if one.own is not None]
    general = [one.general for one in found if one.general is not None]
    line = {"seeds": seeds, "payments": payments, "used": sum(one.used for one in found)}
    print(json.dumps(line | {"own": told(own), "general": told(general)}))


if __name__ == "__main__":
    main()
