"""Early fraud warnings: the issuer reports a payment as fraud, often days before the dispute."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.radar import reviews

TYPES = (
    "unauthorized_use_of_card",
    "made_with_stolen_card",
    "made_with_lost_card",
    "made_with_counterfeit_card",
    "card_never_received",
    "fraudulent_card_application",
    "misc",
)
WEIGHTS = (60, 14, 6, 8, 3, 3, 6)


def warn(till: Till, at: int, charge_id: str, fraud_type: str | None = None) -> Json:
    charge = till.get("charge", charge_id)
    warning: Json = {
        "id": till.ids.timed("issfr", at),
        "object": "radar.early_fraud_warning",
        "actionable": _actionable(charge),
        "charge": charge_id,
        "created": at,
        "fraud_type": fraud_type or till.random.choices(TYPES, WEIGHTS)[0],
        "livemode": till.books.livemode,
        "payment_intent": charge["payment_intent"],
    }
    till.put("radar.early_fraud_warning", warning)
    till.books.tally.add("early_fraud_warnings.created", charge["currency"], charge["amount"])
    till.tell("radar.early_fraud_warning.created", warning, at)
    return warning


def refresh(till: Till, at: int, charge_id: str) -> None:
    """Call after a refund or a dispute: a warning nothing can be done about is not actionable, and
    a review is over."""
    charge = till.get("charge", charge_id)
    reviews.overtaken(till, charge, at)
    for warning in till.books.tables["radar.early_fraud_warning"].where("charge", charge_id):
        if warning["actionable"] and not _actionable(charge):
            till.update(
                "radar.early_fraud_warning",
                warning["id"],
                at,
                "radar.early_fraud_warning.updated",
                actionable=False,
            )


def _actionable(charge: Json) -> bool:
    return not charge["disputed"] and not charge["refunded"]
