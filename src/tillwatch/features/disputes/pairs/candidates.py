"""Every earlier payment of the buyer, whether it counts for a pair, and why not.

All reasons are said, not the first only: a payment that is too young and of another card would
not count when it is older either.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final

import msgspec

from tillwatch.features.disputes.case.known import Buying, Case
from tillwatch.features.disputes.pairs import elements
from tillwatch.features.disputes.pairs.elements import Compared

NETWORK: Final = "visa"
CODE: Final = "10.4"
KIND: Final = "visa_compelling_evidence_3"
"""As the processor calls the route."""
AGE_MIN: Final = 120
AGE_MAX: Final = 365
"""Days before the disputed payment, both included. One reading of the rule ends at 364: the
processor decides."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """`matches`: elements equal to those of the disputed payment; `lacks`: those the disputed
    payment has and this one does not say. `why_not`: in words, empty where it counts."""

    buying: Buying
    age_days: int
    matches: Sequence[str]
    lacks: Sequence[str] = ()
    why_not: Sequence[str] = ()

    @property
    def counts(self) -> bool:
        return not self.why_not

    @property
    def id(self) -> str:
        return self.buying.attempt.id


def applies(case: Case) -> bool:
    """Is it a dispute that two earlier payments can answer: fraud, card absent, Visa."""
    dispute = case.dispute
    network = (dispute.network or "").casefold()
    return network == NETWORK and dispute.network_reason_code == CODE and case.attempt is not None


def offered(case: Case) -> bool:
    """Has the processor opened this route for the dispute."""
    return KIND in case.dispute.enhanced_eligibility


def candidates(case: Case) -> list[Candidate]:
    """All of the buyer's earlier payments, those that count first, then newest first."""
    if case.attempt is None:
        return []
    wanted = elements.compared(elements.disputed(case))
    found = [
        _candidate(case, buying, wanted)
        for buying in case.earlier
        if buying.attempt.id != case.attempt.id
    ]
    return sorted(found, key=lambda c: (not c.counts, -c.buying.attempt.created, c.id))


def _candidate(case: Case, buying: Buying, wanted: Compared) -> Candidate:
    has = elements.compared(buying.purchase)
    matches = elements.matching(wanted, has)
    age = _age_days(case, buying)
    return Candidate(
        buying=buying,
        age_days=age,
        matches=matches,
        lacks=tuple(name for name in elements.ELEMENTS if name in wanted and name not in has),
        why_not=(*_age(age), *_spoiled(case, buying), *_unlike(matches)),
    )


def _age_days(case: Case, buying: Buying) -> int:
    """Between the two days (UTC)."""
    after = case.attempt.created if case.attempt else case.dispute.created
    return (_day(after) - _day(buying.attempt.created)).days


def _day(moment: int) -> date:
    return datetime.fromtimestamp(moment, UTC).date()


def _age(days: int) -> Iterator[str]:
    if days < 0:
        yield "made after the disputed payment"
    elif days < AGE_MIN:
        yield f"too young: {days} days before, at least {AGE_MIN} are needed"
    elif days > AGE_MAX:
        yield f"too old: {days} days before, at most {AGE_MAX} count"


def _spoiled(case: Case, buying: Buying) -> Iterator[str]:
    attempt = buying.attempt
    if attempt.status != "succeeded" or not attempt.captured or attempt.amount_captured <= 0:
        yield "not paid"
    if buying.connection_id != case.connection_id:
        yield "paid to another of your accounts"
    if not _same_card(case, buying):
        yield "paid with another card"
    if buying.disputed:
        yield "disputed itself"
    if buying.warned:
        yield "reported as fraud by the bank"
    if buying.refunded_as_fraud:
        yield "refunded as fraud"


def _same_card(case: Case, buying: Buying) -> bool:
    """By the card's fingerprint; by the saved card where neither payment tells one."""
    one, other = case.attempt, buying.attempt
    if one is None:
        return False
    if one.card_fingerprint or other.card_fingerprint:
        return one.card_fingerprint == other.card_fingerprint
    return one.payment_method is not None and one.payment_method == other.payment_method


def _unlike(matches: Sequence[str]) -> Iterator[str]:
    if not matches:
        yield "nothing in it is equal to the disputed payment"
    elif elements.weight(matches) == 1:
        names = " and ".join(elements.WORDS[name] for name in matches)
        yield f"only one thing is equal: {names}"
    if matches and elements.CORE.isdisjoint(matches):
        yield "neither the address on the internet (IP) nor the device is equal"
