"""Evidence of a dispute as a request gives it: which fields there are, of what sort, how long.

Everything stays as it was typed but for `true` and `false`; an empty value takes a field back. Also
what nests: Compelling Evidence 3.0, the acknowledgement of a compliance fee, an appeal. Source: the
parameters of `POST /v1/disputes/:id`, docs.stripe.com/api/disputes/update.
"""

from collections.abc import Mapping
from typing import Any, Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.evidence import FILES, TEXTS
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.asking import values

TEXT_MAX: Final = 20_000

Fields = Mapping[str, Any]
"""What may stand inside: `str`, `bool`, `[str]` for a list, or more fields."""

ADDRESS: Final = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"), str)
ELEMENTS: Final = {
    "customer_account_id": str,
    "customer_device_fingerprint": str,
    "customer_device_id": str,
    "customer_email_address": str,
    "customer_purchase_ip": str,
    "product_description": str,
    "shipping_address": ADDRESS,
}
AT_LEAST: Final = {"customer_device_fingerprint": 20, "customer_device_id": 15}
"""Characters that Visa wants of these."""
GOODS: Final = ("merchandise", "services")
PRIOR: Final = 2
FEE: Final = {"fee_acknowledged": bool}
ENHANCED: Final[Fields] = {
    "mastercard_compliance": FEE,
    "visa_compelling_evidence_3": {
        "disputed_transaction": {**ELEMENTS, "merchandise_or_services": str},
        "prior_undisputed_transactions": [{"charge": str, **ELEMENTS}],
    },
    "visa_compliance": FEE,
}
APPEAL: Final[Fields] = {"card": {"reason_for_filing": str, "supporting_files": [str]}}
KNOWN: Final[Fields] = {
    **dict.fromkeys((*FILES, *TEXTS), str),
    "appeal": APPEAL,
    "enhanced_evidence": ENHANCED,
}


def read(given: Any) -> Json:
    """The `evidence` of a request; a Failure for what Stripe would not take."""
    if given in (None, ""):
        return {}
    told: Json = _fields("evidence", given, KNOWN)
    enhanced = told.get("enhanced_evidence")
    if enhanced:
        _check_pair(enhanced.get("visa_compelling_evidence_3") or {})
    return told


def _fields(path: str, given: Any, known: Fields) -> Json:
    if not isinstance(given, dict):
        raise failures.bad_value(path, "Invalid object")
    unknown = [f"{path}[{name}]" for name in given if name not in known]
    if unknown:
        raise failures.unknown_parameters(unknown)
    return {name: _value(f"{path}[{name}]", value, known[name]) for name, value in given.items()}


def _value(path: str, given: Any, rule: Any) -> Any:
    if rule is bool:
        return values.flag(path, given)
    if given == "":
        return None
    if isinstance(rule, dict):
        return _fields(path, given, rule)
    if isinstance(rule, list):
        items = given if isinstance(given, list) else None
        if items is None:
            raise failures.bad_value(path, "Invalid array")
        return [_value(f"{path}[{at}]", item, rule[0]) for at, item in enumerate(items)]
    return _text(path, given)


def _text(path: str, given: Any) -> str:
    text = values.text(path, given)
    if len(text) > TEXT_MAX:
        shown = f"{text[:12]}...{text[-12:]}"
        raise failures.bad_value(
            path, f"Invalid string: {shown}; must be at most {TEXT_MAX} characters"
        )
    least = AT_LEAST.get(path.rpartition("[")[2].rstrip("]"), 0)
    if len(text) < least:
        raise failures.bad_value(
            path, f"Invalid string: {text}; must be at least {least} characters"
        )
    return text


def _check_pair(pair: Json) -> None:
    path = "evidence[enhanced_evidence][visa_compelling_evidence_3]"
    kind = (pair.get("disputed_transaction") or {}).get("merchandise_or_services")
    if kind is not None:
        values.one_of(f"{path}[disputed_transaction][merchandise_or_services]", kind, GOODS)
    prior = pair.get("prior_undisputed_transactions")
    if prior is None:
        return
    path += "[prior_undisputed_transactions]"
    if len(prior) != PRIOR:
        raise failures.bad_value(path, f"Exactly {PRIOR} prior transactions must be given.")
    for number, one in enumerate(prior):
        if not one.get("charge"):
            raise failures.required(f"{path}[{number}][charge]")
