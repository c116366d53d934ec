"""Why a payment may fail, and what the issuer's answer looks like on a charge.

Codes are drawn by issuer country, brand and funding from `data/declines.json`. A decline by Radar
never reaches the network. Source of the fields: the API's `outcome`, declines/codes (2026-11).
"""

from dataclasses import dataclass

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till, UnknownObject

NO_DETAILS = "The bank did not return any further details with this decline."


@dataclass(frozen=True, slots=True)
class Decline:
    decline_code: str
    code: str
    message: str
    advice_code: str | None
    network_advice_code: str | None
    network_decline_code: str | None
    hard: bool
    blocked: bool = False

    def outcome(self, risk_score: int) -> Json:
        if self.blocked:
            return {
                **approved(max(risk_score, 88)),
                "network_status": "not_sent_to_network",
                "reason": "highest_risk_level",
                "risk_level": "highest",
                "rule": "block_if_high_risk__enabled",
                "seller_message": "Stripe blocked this payment as too risky.",
                "type": "blocked",
            }
        return {
            **approved(risk_score),
            "advice_code": self.advice_code,
            "network_advice_code": self.network_advice_code,
            "network_decline_code": self.network_decline_code,
            "network_status": "declined_by_network",
            "reason": self.decline_code,
            "seller_message": NO_DETAILS,
            "type": "issuer_declined",
        }

    def error(self, charge: str, method: Json) -> Json:
        """`last_payment_error` of the intent; null fields are left out, as Stripe does."""
        fields = {
            "advice_code": self.advice_code,
            "charge": charge,
            "code": self.code,
            "decline_code": self.decline_code,
            "doc_url": f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}",
            "message": self.message,
            "network_advice_code": self.network_advice_code,
            "network_decline_code": self.network_decline_code,
            "payment_method": method,
            "type": "card_error",
        }
        return {name: value for name, value in fields.items() if value is not None}


BLOCKED = Decline(
    "fraudulent",
    "card_declined",
    "Your card was declined.",
    "do_not_try_again",
    None,
    None,
    True,
    blocked=True,
)
DEBIT_RETURNED = Decline(
    "insufficient_funds",
    "insufficient_funds",
    "The customer's account has insufficient funds to cover this payment.",
    None,
    None,
    None,
    False,
)
BANK_REFUSED = Decline(
    "generic_decline",
    "payment_method_provider_decline",
    "The payment was declined by the customer's bank.",
    None,
    None,
    None,
    False,
)


def draw(till: Till, card: Json) -> Decline:
    brand, country, funding = card["brand"], card["country"], card["funding"]

    def weighed() -> list[Json]:
        return [{**e, "weight": _weight(e, brand, country, funding)} for e in till.inputs.declines]

    wheel = till.wheel(f"declines:{brand}:{country}:{funding}", weighed)
    return _decline(wheel.draw(till.random), brand)


def named(till: Till, decline_code: str, brand: str) -> Decline:
    """The decline with that code, as this brand's network would answer."""
    for entry in till.inputs.declines:
        if entry["decline_code"] == decline_code:
            return _decline(entry, brand)
    raise UnknownObject(f"No such decline code: {decline_code}")


def _weight(entry: Json, brand: str, country: str, funding: str) -> float:
    weight = float(entry["weight"])
    weight *= entry.get("brands", {}).get(brand, 1.0)
    weight *= entry.get("countries", {}).get(country, 1.0)
    return float(weight * entry.get("funding", {}).get(funding, 1.0))


def _decline(entry: Json, brand: str) -> Decline:
    network = entry["network"]
    return Decline(
        decline_code=entry["decline_code"],
        code=entry.get("code", "card_declined"),
        message=entry["message"],
        advice_code=entry["advice"],
        network_advice_code=entry["mastercard_advice"] if brand == "mastercard" else None,
        network_decline_code=network.get(brand, network["other"]),
        hard=entry.get("hard", False),
    )


def approved(risk_score: int) -> Json:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": "normal" if risk_score < 65 else "elevated",
        "risk_score": risk_score,
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
