"""From marks to a score, and from a score to a tier.

Each mark that is set multiplies how risky an order is compared with a usual one of the business: r.
The score is r / (r + 7), so a usual order has 0.125, and the borders of the tiers as they come say
3, 10.5 and 28 times as risky. The factors as they come are our judgement, not measured on anything;
those that `learn` fits are the business's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log
from typing import Final

import msgspec

from tillwatch.features.monitoring.risk.signals import FLAGGED, PASSED, UNKNOWN, Finding
from tillwatch.kernel import errors
from tillwatch.kernel.times import At

USUAL: Final = 7.0
"""A usual order has 1 / (1 + 7)."""

GENERAL: Final[Mapping[str, float]] = {
    "address_pass": log(0.8),
    "address_fail": log(2.5),
    "address_long": log(0.7),
    "many_orders": log(2.5),
    "went_bad": log(8.0),
    "first_order": log(1.3),
    "well_known": log(0.35),
    "device_shared": log(3.0),
    "same_card": log(0.7),
    "other_card": log(1.5),
    "much_more": log(2.0),
    "ships_known": log(0.8),
    "ships_new": log(1.8),
    "risky_bin": log(3.0),
    "other_country": log(2.5),
    "prepaid": log(1.6),
    "cvc_fail": log(3.0),
    "rapid": log(4.0),
    "stripe_elevated": log(3.0),
    "stripe_highest": log(8.0),
}
"""The logarithm of each factor, before anything is learned."""


class Tiers(msgspec.Struct, frozen=True, kw_only=True):
    """From which score on an order is of a tier; the border belongs to the tier above it."""

    medium: float = 0.3
    high: float = 0.6
    critical: float = 0.8

    def of(self, score: float) -> str:
        if score >= self.critical:
            return "critical"
        if score >= self.high:
            return "high"
        return "medium" if score >= self.medium else "low"


HANDLING: Final[Mapping[str, str]] = {
    "low": "Approve, ship as usual",
    "medium": "Watch it; ask for a signature on delivery",
    "high": "Look at it before it ships; a photo on delivery",
    "critical": "Do not ship before it is clear",
}


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """`factors`: logarithms, by mark. `shift`: what makes the average of all orders 1. `bins`:
    beginnings of cards that went bad more often. `learned_at` None: the general factors."""

    factors: dict[str, float] = msgspec.field(default_factory=lambda: dict(GENERAL))
    shift: float = 0.0
    bins: tuple[str, ...] = ()
    learned_at: At | None = None
    orders: int = 0
    bad: int = 0


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """`times`: how many times as risky as a usual order. `own`: by the business's own factors."""

    score: float
    times: float
    tier: str
    handling: str
    passed: int
    flagged: int
    unknown: int
    findings: list[Finding]
    own: bool


def scored(findings: Sequence[Finding], model: Model, tiers: Tiers) -> Scored:
    """`findings` of one order."""
    times = exp(weight((mark for one in findings for mark in one.marks), model))
    score = times / (times + USUAL)
    tier = tiers.of(score)
    states = [one.state for one in findings]
    return Scored(
        score=score,
        times=times,
        tier=tier,
        handling=HANDLING[tier],
        passed=states.count(PASSED),
        flagged=states.count(FLAGGED),
        unknown=states.count(UNKNOWN),
        findings=list(findings),
        own=model.learned_at is not None,
    )


def weight(marks: Iterable[str], model: Model) -> float:
    """The logarithm of how many times as risky."""
    return model.shift + sum(model.factors.get(mark, 0.0) for mark in marks)


def checked(tiers: Tiers) -> Tiers:
    """`BadInput` for borders that are not in order."""
    if not 0 < tiers.medium < tiers.high < tiers.critical <= 1:
        sentence = "The borders must rise: 0 < medium < high < critical ≤ 1"
        raise errors.BadInput(sentence, tiers=sentence)
    return tiers
