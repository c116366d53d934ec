"""3-D Secure: who is asked, and with what result.

Where strong authentication is the rule nearly every online payment is authenticated or exempted;
elsewhere a few are, and there some banks do not take part, or only take the data. Indicators by
network: Visa 05/06/07, Mastercard 02/01/00. What the bank then says to the payment agrees with it:
who was authenticated is seldom declined as a thief, and who was not is asked to be.

The details are drawn apart (`Till.stream`), so that they change nothing of who pays and when.
"""

from random import Random
from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.pay import declines
from tillwatch.simulator.business.pay.declines import Decline

RESULTS: Final = (
    ("frictionless", "authenticated", 50),
    ("challenge", "authenticated", 33),
    ("frictionless", "exempted", 9),
    ("frictionless", "attempt_acknowledged", 4),
    ("challenge", "failed", 4),
)
VERSIONS: Final = {"2.2.0": 74, "2.1.0": 16, "2.3.1": 10}
OLD: Final = "1.0.2"
OLD_SHARE: Final = 0.12
"""Of cards from where banks were slow to move, outside strong authentication."""
REFUSALS: Final = {"rejected": 52, "abandoned": 33, "canceled": 15}
SMALL_NETWORKS: Final = ("discover", "jcb", "diners", "unionpay")
NO_CONTACT: Final = ("exempted", "not_supported", "processing_error")
"""Results for which no bank looked at the buyer."""
LET_THE_BANK_DECIDE: Final = 0.2
"""Of challenged tries that are declined, those the buyer had not passed: the shop asked anyway."""
THIEVES: Final = ("fraudulent", "lost_card", "stolen_card", "pickup_card")
VAGUE: Final = ("generic_decline", "do_not_honor", "transaction_not_allowed", "restricted_card")
SOFT: Final = "authentication_required"
IS_OWNER: Final = 0.7
ASKS_FIRST: Final = 0.5


def draw(till: Till, card: Json) -> Json | None:
    """What happens to this card online; None: no authentication."""
    strong = strict(till, card)
    if not till.chance(0.88 if strong else 0.05):
        return None
    weights = [weight for _, _, weight in RESULTS]
    flow, result, _ = till.random.choices(RESULTS, weights)[0]
    apart = till.stream("secure")
    if flow == "frictionless" and result == "authenticated":
        result = _unasked(apart, card, strong)
    return outcome(till, card["brand"], flow, result, slow=not strong)


def strict(till: Till, card: Json) -> bool:
    """Whether its bank must authenticate its customers."""
    return card["country"] in till.inputs.cards["strong_authentication"]


def _unasked(apart: Random, card: Json, strong: bool) -> str:
    """Not every bank that asks nothing has authenticated."""
    drawn = apart.random() / (0.15 if strong else 1.0)
    if card["brand"] in SMALL_NETWORKS and drawn < 0.5:
        return "not_supported"
    if drawn < 0.14:
        return "data_share_only"
    if drawn < 0.24:
        return "not_supported"
    return "processing_error" if drawn < 0.28 else "authenticated"


def outcome(till: Till, brand: str, flow: str, result: str, *, slow: bool = False) -> Json:
    """`three_d_secure` of a charge. `slow`: its bank may still speak the first version."""
    apart = till.stream("secure")
    version = apart.choices(tuple(VERSIONS), tuple(VERSIONS.values()))[0]
    if slow and apart.random() < OLD_SHARE:
        version = OLD
    if brand == "amex" and version != OLD:
        version = "2.1.0"
    return {
        "authentication_flow": None if result in NO_CONTACT else flow,
        "electronic_commerce_indicator": indicator(brand, result),
        "exemption_indicator": "low_risk" if result == "exempted" else None,
        "exemption_indicator_applied": result == "exempted",
        "result": result,
        "result_reason": _reason(apart, brand, result),
        "transaction_id": till.ids.uuid(),
        "version": version,
    }


def _reason(apart: Random, brand: str, result: str) -> str | None:
    match result:
        case "failed":
            return apart.choices(tuple(REFUSALS), tuple(REFUSALS.values()))[0]
        case "not_supported":
            return "network_not_supported" if brand in SMALL_NETWORKS else "card_not_enrolled"
        case "processing_error":
            return "protocol_error"
        case "attempt_acknowledged":
            return apart.choices(("bypassed", "card_not_enrolled", None), (3, 4, 3))[0]
        case _:
            return None


def indicator(brand: str, result: str) -> str | None:
    """Electronic commerce indicator; Mastercard has none for what was not authenticated."""
    full, tried, none = ("02", "01", None) if brand == "mastercard" else ("05", "06", "07")
    known = {"authenticated": full, "attempt_acknowledged": tried, "failed": None}
    return known.get(result, none)


def agreed(
    till: Till, card: Json, secure: Json | None, decline: Decline | None
) -> tuple[Json | None, Decline | None]:
    """What was seen of the buyer and what the bank says, made to fit each other."""
    if secure is not None and secure["result"] == "failed":
        return secure, None  # nobody asks the bank
    if decline is None or decline.blocked:
        return secure, decline
    apart, brand, code = till.stream("agreed"), card["brand"], decline.decline_code
    if secure is not None and secure["result"] == "authenticated":
        challenged = secure["authentication_flow"] == "challenge"
        if challenged and apart.random() < LET_THE_BANK_DECIDE:
            return _not_passed(apart, brand, secure), decline
        if code in THIEVES and apart.random() < IS_OWNER:
            return secure, declines.named(till, "insufficient_funds", brand)
    seen = secure is not None and secure["result"] != "exempted"
    if not seen and strict(till, card) and code in VAGUE and apart.random() < ASKS_FIRST:
        return secure, declines.named(till, SOFT, brand)
    return secure, decline


def _not_passed(apart: Random, brand: str, secure: Json) -> Json:
    """The shop lets the bank decide all the same."""
    return {
        **secure,
        "electronic_commerce_indicator": None,
        "result": "failed",
        "result_reason": _reason(apart, brand, "failed"),
    }


def asked_now(till: Till, card: Json, last: str | None, secure: Json | None) -> Json | None:
    """After a bank wanted its customer authenticated, the next try is."""
    if last != SOFT or secure is not None:
        return secure
    return outcome(till, card["brand"], "challenge", "authenticated")
