"""A payment, put together from what its intent and its charges say. Pure; no clock.

Money that a charge captured is a fact whatever an older reading of the intent says, so a captured
try makes the payment succeeded. Everything else the intent knows better, when it is known.
"""

from collections.abc import Iterable
from typing import Any

from tillwatch.rows import Attempt, Intent, Payment

FAILURE_SHOWS = ("failed", "canceled", "requires_action")


def payment(intent: Intent | None, attempts: Iterable[Attempt]) -> Payment | None:
    """The payment of this intent and these tries (any order); None when there is neither."""
    tries = sorted(attempts, key=lambda one: (one.created, one.id))
    last = tries[-1] if tries else None
    if intent is None and last is None:
        return None
    told = _decisive(tries) or last
    status = _status(intent, tries)
    failed = next((one for one in reversed(tries) if one.status == "failed"), None)
    failure = (intent, failed) if status in FAILURE_SHOWS else ()
    return Payment(
        id=intent.id if intent else _one(last).payment,
        created=intent.created if intent else tries[0].created,
        livemode=_said("livemode", intent, last),
        status=status,
        status_original=_said("status_original", intent or last),
        amount=_said("amount", intent or told),
        currency=_said("currency", intent or last),
        amount_captured=_captured(intent, tries),
        amount_refunded=sum(one.amount_refunded for one in tries),
        disputed=any(one.disputed for one in tries),
        attempts=len(tries),
        latest_attempt=last.id if last else _said("latest_attempt", intent),
        customer=_said("customer", intent, told),
        email=_said("email", told) or _said("receipt_email", intent),
        name=_said("name", told),
        country=_said("card_country", told) or _said("country", told),
        description=_said("description", intent, told),
        method=_said("method", told),
        card_brand=_said("card_brand", told),
        card_last4=_said("card_last4", told),
        failure_code=_said("failure_code", *failure),
        decline_code=_said("decline_code", *failure),
        failure_message=_said("failure_message", *failure),
        invoice=_said("invoice", intent, told),
        canceled_at=_said("canceled_at", intent),
        cancellation_reason=_said("cancellation_reason", intent),
        metadata=_said("metadata", intent, told),
    )


def _status(intent: Intent | None, tries: list[Attempt]) -> str:
    if any(one.status == "succeeded" and one.captured for one in tries):
        return "succeeded"
    if intent is not None:
        tried = any(one.status == "failed" for one in tries)
        return "failed" if intent.status == "incomplete" and tried else intent.status
    held = [one for one in tries if one.status == "succeeded"]
    if held:
        return "canceled" if all(one.refunded for one in held) else "requires_capture"
    return {"pending": "processing", "failed": "failed"}.get(tries[-1].status, "other")


def _decisive(tries: list[Attempt]) -> Attempt | None:
    """The try that took or holds the money, the last one if several did."""
    return next((one for one in reversed(tries) if one.status in ("succeeded", "pending")), None)


def _captured(intent: Intent | None, tries: list[Attempt]) -> int:
    if not tries:
        return intent.amount_received if intent else 0
    return sum(one.amount_captured for one in tries if one.status == "succeeded")


def _one(attempt: Attempt | None) -> Attempt:
    if attempt is None:
        raise ValueError("a payment needs an intent or a charge")
    return attempt


def _said(field: str, *sources: Intent | Attempt | None) -> Any:
    """What the first of `sources` says that says anything of `field`."""
    said = (getattr(source, field, None) for source in sources)
    return next((value for value in said if value is not None), None)
