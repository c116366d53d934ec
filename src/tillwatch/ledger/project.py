"""A payment, put together from what its intent and its charges say. Pure; no clock.

Money that a charge captured is a fact whatever an older reading of the intent says, so a captured
try makes the payment succeeded. Everything else the intent knows better, when it is known.
"""

import re
from collections.abc import Iterable
from typing import Any, Final, TypeVar

from tillwatch.rows import Attempt, Intent, Payment
from tillwatch.rows.base import Json

ORDER_NAMES: Final = frozenset(
    "order orderid ordernumber orderno ordernr orderref orderreference merchantorderid".split()
)
"""What businesses call it in metadata, without marks: `order_id`, `Order-Number`, `orderId`."""
ORDER_SAID: Final = re.compile(
    r"""\border\s*(?:number|no\.?|nr\.?|id|\#)\s*[:\#]?\s*(?=[\w-]*\d)(\w[\w-]*)
    | \border\s*[:-]?\s*(?=[\w-]*\d)(\w[\w-]*)(?P<goes_on>\s+\w)?
    | \A\s*\#([\w-]*\d[\w-]*)\s*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
"""How shops write it into descriptions: `Order #1042`, `Till - Order 1042`, or only `#1042`; but
`Order 2 bags` names none."""
NOT_A_NAME: Final = re.compile(r"[^A-Za-z]")
ORDER_NUMBER_MAX: Final = 100
DESCRIPTION_MAX: Final = 300
"""Further than that nobody writes a number of an order."""
FAILURE_SHOWS = ("failed", "canceled", "requires_action")
T = TypeVar("T")


def payment(intent: Intent | None, attempts: Iterable[Attempt]) -> Payment | None:
    """The payment of this intent and these tries (any order); None when there is neither."""
    tries = sorted(attempts, key=lambda one: (one.created, one.id))
    if intent is None and not tries:
        return None
    last = tries[-1] if tries else _UNKNOWN
    told = _decisive(tries) or last
    whole = intent or _UNKNOWN
    metadata = _either(whole.metadata, told.metadata)
    status = _status(intent, tries)
    failed, said = _UNKNOWN, _UNKNOWN
    if status in FAILURE_SHOWS:
        failed = next((one for one in reversed(tries) if one.status == "failed"), _UNKNOWN)
        said = whole
    return Payment(
        id=intent.id if intent else last.payment,
        created=intent.created if intent else tries[0].created,
        livemode=_either(whole.livemode, last.livemode),
        status=status,
        status_original=(intent or last).status_original,
        amount=(intent or told).amount,
        currency=(intent or last).currency,
        amount_captured=_captured(intent, tries),
        amount_refunded=sum(one.amount_refunded for one in tries),
        disputed=any(one.disputed for one in tries),
        attempts=len(tries),
        latest_attempt=last.id if tries else whole.latest_attempt,
        customer=_either(whole.customer, told.customer),
        email=_either(told.email, whole.receipt_email),
        name=told.name,
        country=_either(told.card_country, told.country),
        description=_either(whole.description, told.description),
        method=told.method,
        card_brand=told.card_brand,
        card_last4=told.card_last4,
        failure_code=_either(said.failure_code, failed.failure_code),
        decline_code=_either(said.decline_code, failed.decline_code),
        failure_message=_either(said.failure_message, failed.failure_message),
        invoice=_either(whole.invoice, told.invoice),
        canceled_at=whole.canceled_at,
        cancellation_reason=whole.cancellation_reason,
        order_number=_order_number(metadata)
        or _order_said(_either(whole.description, told.description)),
        metadata=metadata,
    )


def _order_number(metadata: Json | None) -> str | None:
    """Under whichever of the usual names it is kept."""
    if not isinstance(metadata, dict):
        return None
    for key, value in sorted(metadata.items()):
        if NOT_A_NAME.sub("", key).lower() in ORDER_NAMES and isinstance(value, str | int):
            return str(value).strip()[:ORDER_NUMBER_MAX] or None
    return None


def _order_said(description: str | None) -> str | None:
    """Where the metadata has none; none where the words name several."""
    said = list(ORDER_SAID.finditer((description or "")[:DESCRIPTION_MAX]))
    found = {one[1] or one[2] or one[4] for one in said if not one["goes_on"]}
    sure = len(found) == 1 and not any(one["goes_on"] for one in said)
    return str(found.pop())[:ORDER_NUMBER_MAX] if sure else None


class _Unknown:
    """Stands for an intent or a try that is not known: says nothing of any field."""

    def __getattr__(self, field: str) -> Any:
        return None


_UNKNOWN: Final[Any] = _Unknown()


def _either(first: T | None, second: T | None) -> T | None:
    return second if first is None else first


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
