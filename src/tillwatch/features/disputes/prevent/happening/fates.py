"""What could be done about a payment at a moment, and what became of it. Pure.

Everything is told from rows that carry their own moment, so the past can be judged as it was: a
refund that came later was not there yet.
"""

from collections.abc import Iterable
from typing import Final

from tillwatch.features.disputes.prevent.happening.shapes import Around
from tillwatch.rows import Dispute, Refund
from tillwatch.rows.base import Times

GONE: Final = ("failed", "canceled")

DISPUTED: Final = "disputed"
REFUNDED: Final = "refunded"
NOTHING: Final = "nothing"
EARLY: Final = "early"
"""Too young to tell."""
AT_ONCE_S: Final = 3_600
"""A chargeback takes the money as it opens."""
MATURE_S: Final = 90 * 86_400
"""By then a warning that becomes a dispute has: alerts run two to five weeks ahead of it."""


def is_inquiry(dispute: Dispute) -> bool:
    """A bank that asks, and has not taken the money (yet)."""
    gone = dispute.case_type == "inquiry" and dispute.status in ("charge_refunded", "prevented")
    return dispute.status.startswith("warning") or gone


def began_as_inquiry(around: Around, dispute: Dispute) -> bool:
    """Even where the bank took the money later."""
    taken = around.taken.get(dispute.id)
    return is_inquiry(dispute) or (taken is not None and taken - dispute.created > AT_ONCE_S)


def held_from(around: Around, dispute: Dispute) -> Times:
    """Since when the bank holds the money; where no entry shows it, since the dispute opened."""
    return max(dispute.created, around.taken.get(dispute.id, 0))


def left(around: Around, at: Times | None = None) -> int:
    """What of the payment was not yet given back at `at`, now without one."""
    attempt = around.attempt
    if attempt is None or not attempt.captured or attempt.status != "succeeded":
        return 0
    if at is None:
        return attempt.amount_captured - attempt.amount_refunded
    return attempt.amount_captured - _refunded(around.refunds, at)


def _refunded(refunds: Iterable[Refund], at: Times) -> int:
    return sum(one.amount for one in refunds if one.created <= at and one.status not in GONE)


def chargebacks(around: Around, *, but: str = "") -> list[tuple[Times, Dispute]]:
    """Those that took the money, each with when, the first first."""
    found = [
        (held_from(around, one), one)
        for one in around.disputes
        if one.id != but and not is_inquiry(one) and one.status != "prevented"
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].id))


def why_not(around: Around, at: Times | None, *, but: str = "") -> str:
    """Why nothing could be given back then (now without `at`); empty where it could."""
    if around.attempt is None:
        return "The payment is not known here."
    if not around.attempt.captured or around.attempt.status != "succeeded":
        return "The payment was not taken, so there is nothing to give back."
    there = [one for since, one in chargebacks(around, but=but) if at is None or since <= at]
    if any(at is not None or one.status != "won" for one in there):
        return "There is a dispute about it already: the bank holds the money."
    if left(around, at) <= 0:
        return "It was given back in full already."
    return ""


def became(around: Around, at: Times, now: Times, *, but: str = "") -> tuple[str, Times | None]:
    """What the payment came to after `at`: a dispute, a refund, nothing, or it is too early."""
    later = [since for since, _ in chargebacks(around, but=but) if since > at]
    if later:
        return DISPUTED, later[0]
    back = [one for one in around.refunds if one.created > at and one.status not in GONE]
    if left(around, now) <= 0 and back:
        return REFUNDED, max(one.created for one in back)
    return (NOTHING, None) if now - at >= MATURE_S else (EARLY, None)
