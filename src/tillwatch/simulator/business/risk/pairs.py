"""Compelling Evidence 3.0: which disputes may use it, what is still missing, what would fit.

Visa's 10.4 with at least two earlier payments of the same card or account, 120 to 365 days before,
paid and neither disputed nor reported. Over all three at least two elements must be equal, one of
them the address of the network or the device. Source: docs.stripe.com/disputes/api/visa-ce3.
"""

from itertools import combinations
from typing import Any, Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.facts import devices
from tillwatch.simulator.business.money.calendar import DAY

NAME: Final = "visa_compelling_evidence_3"
CODE: Final = "10.4"
DAYS: Final = (120, 365)
DEVICE: Final = ("customer_device_fingerprint", "customer_device_id")
NETWORK: Final = "customer_purchase_ip"
OTHERS: Final = ("customer_account_id", "customer_email_address", "shipping_address")
CANDIDATES_MAX: Final = 12


def earlier(till: Till, charge: Json) -> list[Json]:
    """Payments that could be named, newest first."""
    rows = till.books.tables["charge"].where("customer", charge["customer"] or "")
    return [row for row in reversed(rows) if _fits(till, row, charge)]


def _fits(till: Till, row: Json, charge: Json) -> bool:
    age = charge["created"] - row["created"]
    if not (DAYS[0] * DAY <= age <= DAYS[1] * DAY and row["captured"] and row["paid"]):
        return False
    same = row["payment_method"] == charge["payment_method"] or _print(row) == _print(charge)
    if not same or row["disputed"] or row["refunded"]:
        return False
    return not till.books.tables["radar.early_fraud_warning"].where("charge", row["id"])


def _print(charge: Json) -> str | None:
    card = charge["payment_method_details"].get("card") or {}
    found: str | None = card.get("fingerprint")
    return found


def eligible(till: Till, charge: Json, code: str | None, brand: str | None) -> bool:
    return brand == "visa" and code == CODE and len(earlier(till, charge)) >= 2


def state(till: Till, dispute: Json, evidence: Json) -> Json:
    """`evidence_details.enhanced_eligibility` of it: what is still missing, or qualified."""
    given = (evidence.get("enhanced_evidence") or {}).get(NAME) or {}
    this = given.get("disputed_transaction") or {}
    prior = given.get("prior_undisputed_transactions") or []
    charge = till.get("charge", dispute["charge"])
    missing = []
    if not _matching([this, *prior]):
        missing.append("missing_customer_identifiers")
    if not this.get("product_description"):
        missing.append("missing_disputed_transaction_description")
    if this.get("merchandise_or_services") is None:
        missing.append("missing_merchandise_or_services")
    if not prior or not all(one.get("product_description") for one in prior):
        missing.append("missing_prior_undisputed_transaction_description")
    if len(prior) != 2:
        missing.append("missing_prior_undisputed_transactions")
    fitting = {row["id"] for row in earlier(till, charge)}
    if any(one.get("charge") not in fitting for one in prior):
        return {"required_actions": missing, "status": "not_qualified"}
    return {
        "required_actions": missing,
        "status": "requires_action" if missing else "qualified",
    }


def _matching(all_: list[Json]) -> bool:
    """Two elements equal over all three, at least one of them network or device."""
    if len(all_) != 3:
        return False
    network = _equal(all_, NETWORK)
    device = any(_equal(all_, name) for name in DEVICE)
    others = sum(_equal(all_, name) for name in OTHERS)
    return (network or device) and network + device + others >= 2


def _equal(all_: list[Json], name: str) -> bool:
    first, *rest = (_plain(one.get(name)) for one in all_)
    return first is not None and all(value == first for value in rest)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        parts = {name: part for name, part in value.items() if part}
        return {name: _plain(part) for name, part in parts.items()} or None
    return value.strip().casefold() or None if isinstance(value, str) else value


def found(till: Till, charge: Json) -> Json | None:
    """What could be sent: two earlier payments that agree with this one; None where none do."""
    this = {**transaction(till, charge), "merchandise_or_services": _kind(charge)}
    for two in combinations(earlier(till, charge)[:CANDIDATES_MAX], 2):
        prior = [{"charge": row["id"], **transaction(till, row)} for row in two]
        if _matching([this, *prior]):
            return {"disputed_transaction": this, "prior_undisputed_transactions": prior}
    return None


def transaction(till: Till, charge: Json) -> Json:
    """One payment as the shop would describe it."""
    seen = devices.known(till, charge)
    shipping = charge["shipping"]
    return {
        "customer_account_id": charge["customer"],
        "customer_device_fingerprint": seen["device_id"],
        "customer_device_id": None,
        "customer_email_address": charge["billing_details"]["email"],
        "customer_purchase_ip": seen["customer_ip"],
        "product_description": charge["description"],
        "shipping_address": shipping["address"] if shipping else None,
    }


def _kind(charge: Json) -> str:
    return "merchandise" if charge["shipping"] is not None else "services"
