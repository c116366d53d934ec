"""What an entry of the balance cost, part by part, and which kind of cost each part is.

Stripe says `fee_details` with a type and a description. Most accounts pay one price for everything
(blended); those on interchange-plus pricing get the network's costs as parts or entries of their
own, and what Stripe keeps is then the acquirer's part. What an entry's parts do not explain of its
fee is a part too, so that they always add up.
"""

import re
from collections.abc import Sequence
from typing import Final

from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate.values import (
    amount,
    currency,
    flag,
    link,
    moment,
    parts,
    text,
)
from tillwatch.rows import Fee

OWN_COSTS: Final = ("fee", "network_cost", "tax")
"""Categories of entries that are themselves a charge of Stripe's; their whole amount is a fee."""
WORDS: Final = (
    ("chargeback", re.compile(r"dispute|chargeback|countered", re.IGNORECASE)),
    ("interchange", re.compile(r"interchange", re.IGNORECASE)),
    ("conversion", re.compile(r"currency conversion|exchange|\bfx\b", re.IGNORECASE)),
    ("scheme", re.compile(r"scheme|network(?! token)|assessment", re.IGNORECASE)),
)
TYPES: Final = {
    "tax": "tax",
    "withheld_tax": "tax",
    "tax_fee": "tax",
    "application_fee": "gateway",
    "stripe_fx_fee": "conversion",
}
OF_NETWORK: Final = ("interchange", "scheme")
METHOD: Final = "payment"
"""The type of an entry of a payment by something else than a card."""
DAY: Final = re.compile(r"\s*\([^()]*\d{4}-\d{2}-\d{2}[^()]*\)")
"""What a fee of each month is for: "Radar (2026-11-01): …". It bears one name all year."""
PASSED_ON: Final = "payment_method_passthrough_fee"
"""What the network or the method charged, passed on as it was."""


def fees(payload: Payload) -> Sequence[Fee]:
    """The parts of a balance transaction's cost."""
    given = [
        (text(one, "type"), text(one, "description"), amount(one, "amount"))
        for one in parts(payload, "fee_details")
    ]
    category = text(payload, "reporting_category") or "unclassified"
    rest = amount(payload, "fee") - sum(value for _, _, value in given)
    if rest:
        given.append((None, None, rest))
    if category in OWN_COSTS:
        given.append(
            (text(payload, "type"), text(payload, "description"), -amount(payload, "amount"))
        )
    kinds = [_kind(category, text(payload, "type"), type_, words) for type_, words, _ in given]
    if any(kind in OF_NETWORK for kind in kinds):
        kinds = ["acquirer" if kind == "blended" else kind for kind in kinds]
    return tuple(
        Fee(
            id=f"{payload['id']}/{number}",
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            entry=payload["id"],
            source=link(payload, "source"),
            category=category,
            kind=kind,
            type=type_,
            description=None if words is None else DAY.sub("", words),
            amount=value,
            currency=currency(payload),
        )
        for number, (kind, (type_, words, value)) in enumerate(zip(kinds, given, strict=True), 1)
    )


def _kind(category: str, entry: str | None, type_: str | None, description: str | None) -> str:
    """`entry`: the type of the balance transaction; `type_` of this part of it."""
    if type_ in TYPES:
        return TYPES[type_]
    if category in ("dispute", "dispute_reversal"):
        return "chargeback"
    for kind, words in WORDS:
        if description and words.search(description):
            return kind
    if category == "network_cost" or (type_ == PASSED_ON and entry != METHOD):
        return "scheme"
    if category == "tax":
        return "tax"
    if type_ is None:
        return "other"
    if category in OWN_COSTS:
        return "non_trx"
    return "processing" if entry == METHOD else "blended"
