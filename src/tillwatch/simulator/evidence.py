"""The evidence of a dispute: its fields, and how new ones are laid over those given before.

Source: the fields of a dispute's `evidence`, docs.stripe.com/api/disputes/object.
"""

from collections.abc import Iterator
from typing import Any, Final

from tillwatch.simulator.tables import Json

FILES: Final = (
    "cancellation_policy",
    "customer_communication",
    "customer_signature",
    "duplicate_charge_documentation",
    "receipt",
    "refund_policy",
    "service_documentation",
    "shipping_documentation",
    "uncategorized_file",
)
TEXTS: Final = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_tracking_number",
    "uncategorized_text",
)
FIELDS: Final = tuple(sorted((*FILES, *TEXTS)))


def merged(old: Json, given: Json) -> Json:
    """Evidence with what was given laid over it: objects field by field, lists as a whole."""
    whole = dict(old)
    for name, value in given.items():
        was = whole.get(name)
        if isinstance(was, dict) and isinstance(value, dict):
            value = merged(was, value)
        whole[name] = value
    if whole.get("enhanced_evidence", {}) is None:
        whole["enhanced_evidence"] = {}
    return whole


def files(evidence: Json) -> Iterator[tuple[str, str]]:
    """Every file named in it: (parameter, id)."""
    for name in FILES:
        if evidence.get(name):
            yield f"evidence[{name}]", evidence[name]
    appeal = (evidence.get("appeal") or {}).get("card") or {}
    for number, id_ in enumerate(appeal.get("supporting_files") or ()):
        yield f"evidence[appeal][card][supporting_files][{number}]", id_


def characters(evidence: Any) -> int:
    """How much text there is in all, files left out."""
    if isinstance(evidence, str):
        return len(evidence)
    if isinstance(evidence, list):
        return sum(characters(item) for item in evidence)
    if isinstance(evidence, dict):
        return sum(characters(item) for name, item in evidence.items() if name not in FILES)
    return 0


def given(evidence: Json) -> bool:
    """Whether anything stands in it."""
    return bool(characters(evidence)) or any(True for _ in files(evidence))
