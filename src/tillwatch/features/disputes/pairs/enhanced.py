"""The block of evidence that the processor takes for a pair, and what is still missing for it.

Sent are only the elements that are equal over all three payments: one that differs would speak
against. Names of fields as Stripe has them (docs.stripe.com/api/disputes/update,
`evidence.enhanced_evidence`, 2026-10-28.endive). Compliance cases take one yes each: that the
network's fee is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from tillwatch.features.disputes.case.known import PHYSICAL, Case
from tillwatch.features.disputes.pairs import elements
from tillwatch.features.disputes.pairs.candidates import KIND, offered
from tillwatch.features.disputes.pairs.picking import Pair, described_as
from tillwatch.processors.defending import Purchase

COMPLIANCE: Final = ("visa_compliance", "mastercard_compliance")
FEE_FACT: Final = "fee_acknowledged"
FIELDS: Final[Mapping[str, str]] = {
    elements.IP: "customer_purchase_ip",
    elements.DEVICE: "customer_device_id",
    elements.FINGERPRINT: "customer_device_fingerprint",
    elements.ACCOUNT: "customer_account_id",
    elements.EMAIL: "customer_email_address",
}
IDENTIFIERS: Final = "missing_customer_identifiers"
DESCRIPTION: Final = "missing_disputed_transaction_description"
CATEGORY: Final = "missing_merchandise_or_services"
PRIOR_DESCRIPTION: Final = "missing_prior_undisputed_transaction_description"
PRIOR: Final = "missing_prior_undisputed_transactions"
ACTIONS: Final[Mapping[str, str]] = {
    IDENTIFIERS: "Two things that identify the buyer, one of them the address on the internet (IP) "
    "or the device, have to be the same in all three payments.",
    DESCRIPTION: "Say what was sold in the disputed payment.",
    CATEGORY: "Say whether goods or a service was sold.",
    PRIOR_DESCRIPTION: "Say what was sold in each of the two earlier payments.",
    PRIOR: "Name two earlier payments of the same card that nobody disputed.",
}


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the processor still wants. `name` as it spells it; `answered`: what would be sent
    now settles it."""

    name: str
    says: str
    answered: bool


def enhanced_evidence(case: Case, pair: Pair, described: Mapping[str, str] = {}) -> dict[str, Any]:
    """`{visa_compelling_evidence_3: …}`; nothing where the processor has not opened the route, for
    it would be refused. `described`: what was sold, by id of the payment's try, where a person said
    it; else what the payment says."""
    if not offered(case):
        return {}
    purchase = elements.disputed(case)
    about = {
        **_identity(purchase, pair.matches),
        "merchandise_or_services": "merchandise" if case.product == PHYSICAL else "services",
        "product_description": _description(case, described),
    }
    prior = [
        {
            "charge": candidate.id,
            **_identity(candidate.buying.purchase, pair.matches),
            "product_description": described.get(candidate.id) or described_as(candidate),
        }
        for candidate in pair.candidates
    ]
    block = {
        "disputed_transaction": _there(about),
        "prior_undisputed_transactions": [_there(one) for one in prior],
    }
    return {KIND: block}


def still_open(case: Case, block: Mapping[str, Any] | None) -> list[Open]:
    """What the processor asks for (its own list where it gave one, else all it can ask for), and
    whether the block answers it. None: there is no pair. Nothing where the route is not open."""
    if not offered(case):
        return []
    asked = asked_for(case)
    missing = set(_missing((block or {}).get(KIND, {})))
    names = asked if asked is not None else sorted(missing)
    return [
        Open(name=name, says=ACTIONS.get(name, _plain(name)), answered=name not in missing)
        for name in dict.fromkeys([*names, *sorted(missing)])
    ]


def asked_for(case: Case) -> Sequence[str] | None:
    """The processor's list of what it still wants; None where it said nothing."""
    status = case.dispute.enhanced_status
    told = status.get(KIND) if isinstance(status, dict) else None
    asked = told.get("required_actions") if isinstance(told, dict) else None
    return [str(name) for name in asked] if isinstance(asked, list) else None


def compliance(case: Case) -> str | None:
    """Which network's compliance case it is, if one."""
    kinds = [*_texts(case.dispute.enhanced_eligibility), *_texts(case.dispute.enhanced_status)]
    for kind in COMPLIANCE:
        if kind in kinds:
            return kind
    if case.dispute.case_type == "compliance" or case.dispute.reason == "noncompliant":
        network = (case.dispute.network or "").casefold()
        return next((kind for kind in COMPLIANCE if kind.startswith(network or "-")), None)
    return None


def fee_acknowledged(case: Case) -> bool:
    """By somebody here, or at the processor already."""
    fact = case.facts.get(FEE_FACT)
    if fact is not None:
        return fact.value == "yes"
    kind, status = compliance(case), case.dispute.enhanced_status
    told = status.get(kind) if kind and isinstance(status, dict) else None
    return isinstance(told, dict) and told.get("status") == FEE_FACT


def compliance_evidence(case: Case) -> dict[str, Any]:
    """`{visa_compliance: {fee_acknowledged: true}}` once somebody said yes; else nothing."""
    kind = compliance(case)
    return {kind: {FEE_FACT: True}} if kind and fee_acknowledged(case) else {}


def _texts(value: Any) -> Sequence[str]:
    return [str(one) for one in value]


def _identity(purchase: Purchase, names: Sequence[str]) -> dict[str, Any]:
    compared = elements.compared(purchase)
    found: dict[str, Any] = {FIELDS[name]: compared[name] for name in names if name in FIELDS}
    if elements.SHIPPING in names and purchase.shipping is not None:
        found["shipping_address"] = _there(msgspec.structs.asdict(purchase.shipping))
    return found


def _description(case: Case, described: Mapping[str, str]) -> str | None:
    said = described.get(case.attempt.id) if case.attempt else None
    fact = case.facts.get("product_description")
    return said or (fact.value if fact else None) or elements.worded(case.purchase.description)


def _missing(block: Mapping[str, Any]) -> Iterator[str]:
    about = block.get("disputed_transaction", {})
    prior = block.get("prior_undisputed_transactions", ())
    if sum(name in about for name in (*FIELDS.values(), "shipping_address")) < 2:
        yield IDENTIFIERS
    if not about.get("product_description"):
        yield DESCRIPTION
    if not about.get("merchandise_or_services"):
        yield CATEGORY
    if not prior or not all(one.get("product_description") for one in prior):
        yield PRIOR_DESCRIPTION
    if len(prior) != 2:
        yield PRIOR


def _there(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _plain(name: str) -> str:
    return f"{name.replace('_', ' ').capitalize()}."
