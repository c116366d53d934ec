"""3-D Secure: who is asked, and with what result.

Where strong authentication is the rule nearly every online payment is authenticated or exempted;
elsewhere a few are. Indicators by network: Visa 05/06, Mastercard 02/01.
"""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till

RESULTS = (
    ("frictionless", "authenticated", 50),
    ("challenge", "authenticated", 33),
    ("frictionless", "exempted", 9),
    ("frictionless", "attempt_acknowledged", 4),
    ("challenge", "failed", 4),
)


def draw(till: Till, card: Json) -> Json | None:
    """What happens to this card online; None: no authentication."""
    strong = card["country"] in till.inputs.cards["strong_authentication"]
    if not till.chance(0.88 if strong else 0.05):
        return None
    weights = [weight for _, _, weight in RESULTS]
    flow, result, _ = till.random.choices(RESULTS, weights)[0]
    return outcome(till, card["brand"], flow, result)


def outcome(till: Till, brand: str, flow: str, result: str) -> Json:
    return {
        "authentication_flow": None if result == "exempted" else flow,
        "electronic_commerce_indicator": indicator(brand, result),
        "exemption_indicator": "low_risk" if result == "exempted" else None,
        "exemption_indicator_applied": result == "exempted",
        "result": result,
        "result_reason": "rejected" if result == "failed" else None,
        "transaction_id": till.ids.uuid(),
        "version": "2.2.0" if brand != "amex" else "2.1.0",
    }


def indicator(brand: str, result: str) -> str | None:
    full, tried = ("02", "01") if brand == "mastercard" else ("05", "06")
    return {"authenticated": full, "attempt_acknowledged": tried, "exempted": "07"}.get(result)
