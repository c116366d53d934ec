"""A payment, put together from what its intent and its charges say. Pure; no clock.

Money that a charge captured is a fact whatever an older reading of the intent says, so a captured
try makes the payment succeeded. Everything else the intent knows better, when it is known.
"""

from collections.abc import Iterable
from typing import TypeVar

from tillwatch.rows import Attempt, Intent, Payment

T = TypeVar("T")


def payment(intent: Intent | None, attempts: Iterable[Attempt]) -> Payment | None:
    """The payment of this intent and these tries (any order); None when there is neither."""
    tries = sorted(attempts, key=lambda one: (one.created, one.id))
    last = tries[-1] if tries else None
    if intent is None and last is None:
        return None
    told = _decisive(tries) or last
    status = _status(intent, tries)
    failed = next((one for one in reversed(tries) if one.status == "failed"), None)
    show_failure = status in ("failed", "canceled", "requires_action")
    failure = failed if show_failure else None
    return Payment(
        id=intent.id if intent else _one(last).payment,
        created=intent.created if intent else tries[0].created,
        livemode=_first(intent and intent.livemode, last and last.livemode),
        status=status,
        status_original=intent.status_original if intent else _one(last).status_original,
        amount=intent.amount if intent else _one(told).amount,
        currency=intent.currency if intent else _one(last).currency,
        amount_captured=_captured(intent, tries),
        amount_refunded=sum(one.amount_refunded for one in tries),
        disputed=any(one.disputed for one in tries),
        attempts=len(tries),
        latest_attempt=last.id if last else intent and intent.latest_attempt,
        customer=_first(intent and intent.customer, told and told.customer),
        email=_first(told and told.email, intent and intent.receipt_email),
        name=told and told.name,
        country=_first(told and told.card_country, told and told.country),
        description=_first(intent and intent.description, told and told.description),
        method=told and told.method,
        card_brand=told and told.card_brand,
        card_last4=told and told.card_last4,
        failure_code=_failure(intent, failure, "failure_code", show_failure),
        decline_code=_failure(intent, failure, "decline_code", show_failure),
        failure_message=_failure(intent, failure, "failure_message", show_failure),
        invoice=_first(intent and intent.invoice, told and told.invoice),
        canceled_at=intent and intent.canceled_at,
        cancellation_reason=intent and intent.cancellation_reason,
        metadata=_first(intent and intent.metadata, told and told.metadata),
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


def _failure(intent: Intent | None, failed: Attempt | None, name: str, shown: bool) -> str | None:
    if not shown:
        return None
    from_try = getattr(failed, name) if failed else None
    from_intent = getattr(intent, name) if intent else None
    return from_intent or from_try


def _one(attempt: Attempt | None) -> Attempt:
    if attempt is None:
        raise ValueError("a payment needs an intent or a charge")
    return attempt


def _first(*values: T | None) -> T | None:
    return next((value for value in values if value is not None), None)
