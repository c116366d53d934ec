"""Puts what is told in order: each name once, from whom it counts most."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from tillwatch.features.disputes.case.known import (
    MERCHANT,
    PERSON,
    POLICY,
    PROCESSOR,
    Fact,
)
from tillwatch.features.disputes.told.answers import Answer
from tillwatch.features.disputes.told.facts import Told
from tillwatch.features.disputes.told.policies import Policy
from tillwatch.processors.defending import Purchase

OF_BUYER: Final[Mapping[str, str]] = {
    "customer_purchase_ip": "ip",
    "device_id": "device_id",
    "device_fingerprint": "device_fingerprint",
    "account_id": "account_id",
    "product_description": "description",
}
"""What payments of a buyer are compared by, and what was sold."""
NESTED: Final = ("enhanced_evidence", "appeal")


def together(
    *,
    standing: Mapping[str, Any],
    policies: Mapping[str, Policy],
    told: Iterable[Told],
    answers: Iterable[Answer],
) -> dict[str, Fact]:
    """`standing`: what is at the processor already. `told`: what is said of the payment before what
    is said of the dispute; the newest counts, whatever it was told by, and of two that are as new
    the more exact. A fact that a person took out is there, and empty."""
    facts = {
        name: Fact(value=value, source=PROCESSOR, told=f"evidence.{name}")
        for name, value in standing.items()
        if isinstance(value, str) and name not in NESTED
    }
    for name, policy in policies.items():
        if policy.kind is None and policy.value:
            facts[name] = Fact(value=policy.value, source=POLICY, told=name, at=policy.at)
    for one in sorted(told, key=lambda one: one.at):
        facts[one.name] = Fact(value=one.value, source=MERCHANT, told=one.told, at=one.at)
    for answer in answers:
        facts[answer.field] = Fact(value=answer.value, source=PERSON, told=answer.by, at=answer.at)
    return facts


def overlaid(purchase: Purchase, told: Iterable[Told]) -> Purchase:
    """With what the merchant's systems told of who bought it, over what the charge says."""
    facts = {
        OF_BUYER[one.name]: one
        for one in sorted(told, key=lambda one: one.at)
        if one.name in OF_BUYER
    }
    given = {name: one.value for name, one in facts.items()}
    said = {**purchase.said, **{name: one.told for name, one in facts.items()}}
    return msgspec.structs.replace(purchase, **given, said=said) if facts else purchase
