"""Small cases in few words: a dispute, its payment, its buyer, only what a test is about."""

from typing import Any, TypeVar

import msgspec

from tillwatch.features.disputes.case.known import MERCHANT, PERSON, Bought, Buying, Case, Fact
from tillwatch.features.disputes.case.known import Upload as Uploaded
from tillwatch.kernel import times
from tillwatch.processors.defending import Address, Purchase
from tillwatch.rows import Attempt, Dispute, Refund
from tillwatch.rows.base import Row

DAY = times.DAY
BOUGHT = times.parse("2026-11-03T15:20:00Z")
OPENED = times.parse("2026-11-19T13:44:00Z")
HOME = Address(
    line1="418 NE Alder St", city="Portland", state="OR", postal_code="97232", country="US"
)
CARD = "fp_ryan"
Made = TypeVar("Made", bound=Row)


def blank(kind: type[Made], **given: Any) -> Made:
    """A row of which only this is known."""
    empty = {
        field.name: _nothing(field.type)
        for field in msgspec.structs.fields(kind)
        if field.required and field.name not in given
    }
    return kind(**{**empty, **given})


def _nothing(type_: Any) -> Any:
    plain = {str: "", int: 0, bool: False}
    return plain.get(type_)


def paid(id_: str = "ch_now", created: int = BOUGHT, **given: Any) -> Attempt:
    known = {
        "payment": id_.replace("ch_", "pi_"),
        "status": "succeeded",
        "amount": 24600,
        "amount_captured": 24600,
        "currency": "usd",
        "captured": True,
        "paid": True,
        "card_fingerprint": CARD,
    }
    return blank(Attempt, id=id_, created=created, **{**known, **given})


def disputed(reason: str = "product_not_received", **given: Any) -> Dispute:
    known = {
        "reason": reason,
        "status": "needs_response",
        "amount": 24600,
        "currency": "usd",
        "network": "visa",
        "attempt": "ch_now",
        "payment": "pi_now",
        "balance_entries": [],
        "enhanced_eligibility": [],
        "enhanced_status": {},
        "evidence": {},
    }
    return blank(Dispute, id="du_1", created=OPENED, **{**known, **given})


def case(
    reason: str = "product_not_received",
    product: str = "physical",
    *,
    dispute: dict[str, Any] | None = None,
    attempt: dict[str, Any] | None = None,
    facts: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    told: dict[str, Fact] | None = None,
    files: tuple[str, ...] = (),
    **given: Any,
) -> Case:
    """`facts`: told by the merchant's system; `typed`: by a person on the page."""
    every = {name: Fact(value=value, source=MERCHANT) for name, value in (facts or {}).items()}
    every |= told or {}
    every |= {name: Fact(value=value, source=PERSON) for name, value in (typed or {}).items()}
    known = {
        "connection_id": "con_1",
        "as_of": OPENED,
        "country": "US",
        "dispute": disputed(reason, **(dispute or {})),
        "attempt": paid(**(attempt or {})),
        "product": product,
        "facts": every,
        "uploads": [upload(field) for field in files],
    }
    return Case(**{**known, **given})


def upload(field: str, **given: Any) -> Uploaded:
    known = {
        "id": f"upl_{field}",
        "name": f"{field}.pdf",
        "caption": "",
        "kind": "pdf",
        "pages": 1,
        "size": 1000,
        "digest": "d",
    }
    return Uploaded(field=field, **{**known, **given})


def earlier(
    id_: str, days_before: int, *, attempt: dict[str, Any] | None = None, **given: Any
) -> Buying:
    """A payment so many days before the disputed one, from the same place with the same e-mail."""
    known = {
        "connection_id": "con_1",
        "attempt": paid(id_, BOUGHT - days_before * DAY, **(attempt or {})),
        "purchase": buyer(),
        "disputed": False,
        "warned": False,
        "refunded": 0,
        "refunded_as_fraud": False,
        "buyer_by": "card",
    }
    return Buying(**{**known, **given})


def buyer(**given: Any) -> Purchase:
    known = {"ip": "203.0.113.7", "email": "ryan@example.com", "description": "Two bags of coffee"}
    return Purchase(**{**known, **given})


def refund(**given: Any) -> Refund:
    known = {"status": "succeeded", "amount": 24600, "currency": "usd", "attempt": "ch_now"}
    return blank(Refund, id="re_1", created=BOUGHT + 5 * DAY, **{**known, **given})


PARCEL = Purchase(
    name="Ryan Doyle",
    email="ryan@example.com",
    ip="203.0.113.7",
    billing=HOME,
    shipping=HOME,
    carrier="UPS",
    tracking_number="1Z999AA10123456784",
    shipped_on="2026-11-04",
    delivered_on="2026-11-06",
    said={"carrier": "shipping.carrier", "shipped_on": "metadata.shipped_at"},
)
"""A parcel on its way, as a charge tells it."""

__all__ = ["Bought", "Fact", "blank", "buyer", "case", "disputed", "earlier", "paid", "refund"]
