"""Puts what is told in order: each name once, from whom it counts most."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

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

NESTED: Final = ("enhanced_evidence", "appeal")


def together(
    *,
    standing: Mapping[str, Any],
    policies: Mapping[str, Policy],
    told: Iterable[Told],
    answers: Iterable[Answer],
) -> dict[str, Fact]:
    """`standing`: what is at the processor already. `told`: what is said of the payment before what
    is said of the dispute. A fact that a person took out is there, and empty."""
    facts = {
        name: Fact(value=value, source=PROCESSOR, told=f"evidence.{name}")
        for name, value in standing.items()
        if isinstance(value, str) and name not in NESTED
    }
    for name, policy in policies.items():
        if policy.kind is None and policy.value:
            facts[name] = Fact(value=policy.value, source=POLICY, told=name, at=policy.at)
    for one in told:
        facts[one.name] = Fact(value=one.value, source=MERCHANT, told=one.told, at=one.at)
    for answer in answers:
        facts[answer.field] = Fact(value=answer.value, source=PERSON, told=answer.by, at=answer.at)
    return facts
