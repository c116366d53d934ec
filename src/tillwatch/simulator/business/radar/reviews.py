"""Reviews: payments that Radar puts aside for a person to look at. The money is not held for it.

A rule opens one for some of the payments with an elevated risk; the merchant approves most of them
within a day. A refund or a dispute of the payment closes one as well. A payment's intent does not
say that it is reviewed here, its charge does.
"""

from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible, Till

ELEVATED: Final = 48
"""From so high a risk score on."""
OPENED: Final = 0.5
APPROVED: Final = 0.85
HOUR: Final = 3_600
DEVICES: Final = (
    ("Chrome", "Mac", "Macintosh", "141.0"),
    ("Safari", "iPhone", "iOS", "26.0"),
    ("Chrome", "Other", "Windows", "141.0"),
    ("Firefox", "Other", "Linux", "144.0"),
)


def plan(till: Till, charge_id: str, at: int) -> None:
    """A rule may open one for a charge that has just succeeded."""
    charge = till.get("charge", charge_id)
    score = (charge["outcome"] or {}).get("risk_score") or 0
    apart = till.stream("reviews")
    if score < ELEVATED or apart.random() >= OPENED:
        return
    till.later(at + 2, open_, charge_id, "rule")
    if apart.random() < APPROVED:
        till.later(at + apart.randrange(HOUR, 26 * HOUR), _look, charge_id)


def open_(till: Till, charge_id: str, reason: str, at: int) -> Json:
    """`reason`: rule or manual."""
    charge = till.get("charge", charge_id)
    if charge["review"] is not None or charge["disputed"] or charge["refunded"]:
        raise NotPossible(f"{charge_id} is not to be reviewed any more")
    address = charge["billing_details"]["address"] or {}
    apart = till.stream("reviews")
    browser, device, platform, version = apart.choice(DEVICES)
    review: Json = {
        "id": _id(till, at),
        "object": "review",
        "billing_zip": address.get("postal_code"),
        "charge": charge_id,
        "closed_reason": None,
        "created": at,
        "ip_address": charge["metadata"].get("customer_ip"),
        "ip_address_location": {
            "city": address.get("city"),
            "country": address.get("country"),
            "latitude": None,
            "longitude": None,
            "region": address.get("state"),
        },
        "open": True,
        "opened_reason": reason,
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "session": {
            "browser": browser,
            "device": device,
            "platform": platform,
            "version": version,
        },
    }
    till.put("review", review)
    till.books.tally.add("reviews.opened", charge["currency"], charge["amount"])
    till.tell("review.opened", review, at)
    till.update("charge", charge_id, at, "charge.updated", review=review["id"])
    return review


def _id(till: Till, at: int) -> str:
    """Apart from the other ids, whose order depends on what is made."""
    letters = f"{till.stream('reviews').getrandbits(64):016x}"
    return f"prv_1{at:x}{letters}"


def _look(till: Till, charge_id: str, at: int) -> None:
    for review in till.books.tables["review"].where("charge", charge_id):
        if review["open"]:
            close(till, review["id"], "approved", at)


def close(till: Till, id_: str, reason: str, at: int) -> Json:
    """Looked at, or overtaken by what became of the payment."""
    review = till.get("review", id_)
    if not review["open"]:
        raise NotPossible(f"{id_} is closed already")
    closed = till.change("review", id_, open=False, closed_reason=reason, reason=reason)
    till.tell("review.closed", closed, at)
    return closed


def overtaken(till: Till, charge: Json, at: int) -> None:
    """Call after a refund or a dispute."""
    if charge["review"] is None or not (charge["disputed"] or charge["refunded"]):
        return
    review = till.get("review", charge["review"])
    if review["open"]:
        fraud = charge["fraud_details"].get("user_report") == "fraudulent"
        refunded = "refunded_as_fraud" if fraud else "refunded"
        close(till, review["id"], "disputed" if charge["disputed"] else refunded, at)
