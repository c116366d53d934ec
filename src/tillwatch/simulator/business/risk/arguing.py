"""The evidence the simulated merchant sends: little, as much as is usual, or all it has.

Everything comes from the payment and the shop's own books, nothing is made up; how much care goes
into a case is drawn apart. Files are not sent: the year's merchant writes.
"""

from datetime import UTC, datetime
from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.facts import orders
from tillwatch.simulator.business.risk import pairs

CARE: Final = {"little": 30, "usual": 45, "all": 25}
POLICY: Final = (
    "Our policy gives thirty days to send goods back and says that the money is returned when they "
    "arrive; it is linked at the till and stands in the e-mail that confirms the order."
)
CANCELING: Final = (
    "A subscription can be ended at any time in the account; what was paid runs to the end of its "
    "period. The till says so above the button, and every renewal is announced by e-mail."
)


def evidence(till: Till, dispute: Json, at: int) -> Json:
    """What the merchant sends this time."""
    care = till.stream("evidence").choices(list(CARE), list(CARE.values()))[0]
    text = till.inputs.evidence["answers"].get(dispute["reason"], "")
    told: Json = {"uncategorized_text": text}
    if care == "little":
        return told
    told |= known(till, dispute, at)
    if care == "all":
        told |= enhanced(till, dispute)
    return told


def known(till: Till, dispute: Json, at: int) -> Json:
    """All that payment and books hold for this reason; fields without a fact are not in it."""
    charge = till.get("charge", dispute["charge"])
    order = orders.of(till, charge, at)
    match dispute["reason"]:
        case "fraudulent" | "unrecognized" | "product_not_received":
            told = _delivery(charge, order) | _use(order)
        case "product_unacceptable":
            told = {
                "product_description": f"{charge['description']}: as shown and described in the "
                "shop on the day of the order.",
                "refund_policy_disclosure": POLICY,
            }
        case "subscription_canceled":
            told = _use(order) | {
                "cancellation_policy_disclosure": CANCELING,
                "cancellation_rebuttal": "No cancellation reached us before the day of payment.",
            }
        case "credit_not_processed":
            told = {
                "refund_policy_disclosure": POLICY,
                "refund_refusal_explanation": "Nothing was sent back to us, so nothing was due.",
            }
        case "duplicate":
            told = _other_order(till, charge)
        case _:
            told = _delivery(charge, order)
    return {name: value for name, value in told.items() if value}


def enhanced(till: Till, dispute: Json) -> Json:
    """Compelling Evidence 3.0 where two earlier payments agree with this one."""
    if "visa_compelling_evidence_3" not in dispute["enhanced_eligibility_types"]:
        return {}
    found = pairs.found(till, till.get("charge", dispute["charge"]))
    return {"enhanced_evidence": {"visa_compelling_evidence_3": found}} if found else {}


def _delivery(charge: Json, order: Json) -> Json:
    told: Json = {"customer_purchase_ip": order["customer_ip"]}
    parcel = order["parcel"]
    if parcel is None:
        return told
    return told | {
        "shipping_address": _address(charge["shipping"]),
        "shipping_carrier": parcel["carrier"],
        "shipping_date": _day(parcel["shipped_at"]),
        "shipping_tracking_number": parcel["tracking_number"],
    }


def _use(order: Json) -> Json:
    lines = [f"{_moment(one['at'])} UTC  signed in from {one['ip']}" for one in order["sign_ins"]]
    return {"access_activity_log": "\n".join(lines)}


def _other_order(till: Till, charge: Json) -> Json:
    """The payment of the same buyer nearest to this one."""
    rows = till.books.tables["charge"].where("customer", charge["customer"] or "")
    others = [row for row in rows if row["id"] != charge["id"] and row["captured"]]
    if not others:
        return {}
    other = min(others, key=lambda row: abs(row["created"] - charge["created"]))
    return {
        "duplicate_charge_id": other["id"],
        "duplicate_charge_explanation": f"{other['description']} and {charge['description']} are "
        f"two orders, of {_day(other['created'])} and of {_day(charge['created'])}.",
    }


def _address(shipping: Json) -> str:
    address = shipping["address"]
    parts = [shipping["name"], *(address[name] for name in ("line1", "line2", "postal_code"))]
    parts += [address["city"], address["state"], address["country"]]
    return ", ".join(part for part in parts if part)


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")
