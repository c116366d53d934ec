"""Payment methods: cards first, then SEPA debit, iDEAL and Link where buyers use them.

SEPA debits take days and may fail at the end; iDEAL and Link succeed or fail at once. Charges of
anything but cards are `py_…`.
"""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.pay import cards
from tillwatch.simulator.business.pay.people import Person

BANKS = (
    ("abn_amro", "ABNANL2A"),
    ("ing", "INGBNL2A"),
    ("rabobank", "RABONL2U"),
    ("bunq", "BUNQNL2A"),
)


def kind_for(till: Till, person: Person, currency: str) -> str:
    """What this buyer reaches for."""
    drawn = till.random.random()
    if currency == "eur" and person.country == "NL" and drawn < 0.35:
        return "ideal"
    if currency == "eur" and person.country in ("DE", "NL", "FR") and drawn > 0.88:
        return "sepa_debit"
    if person.country == "US" and drawn > 0.96:
        return "link"
    return "card"


def create(
    till: Till, at: int, person: Person, kind: str, customer: str | None, card: Json | None = None
) -> Json:
    """A payment method, attached to the customer if there is one."""
    details: Json
    if kind == "card":
        details = card or cards.card(till, at, person)
    elif kind == "ideal":
        bank, bic = till.random.choice(BANKS)
        details = {"bank": bank, "bic": bic}
    elif kind == "sepa_debit":
        details = _sepa(till, person)
    else:
        details = {"email": person.email, "persistent_token": None}
    method: Json = {
        "id": till.ids.timed("pm", at),
        "object": "payment_method",
        "allow_redisplay": "unspecified" if customer is None else "limited",
        "billing_details": {
            "address": person.address,
            "email": person.email,
            "name": person.name,
            "phone": person.phone if kind == "card" else None,
            "tax_id": None,
        },
        kind: details,
        "created": at,
        "customer": customer,
        "customer_account": None,
        "livemode": till.books.livemode,
        "metadata": {},
        "type": kind,
    }
    till.put("payment_method", method)
    if customer is not None:
        till.tell("payment_method.attached", method, at)
    return method


def _sepa(till: Till, person: Person) -> Json:
    return {
        "bank_code": till.ids.digits(8),
        "branch_code": "",
        "country": person.country,
        "fingerprint": till.ids.token(16),
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": till.ids.digits(4),
    }


def on_charge(till: Till, method: Json, amount: int, extra: Json) -> Json:
    """`payment_method_details` of a charge made with this method."""
    kind = method["type"]
    if kind == "card":
        return {"card": cards.on_charge(method["card"], amount, extra), "type": "card"}
    if kind == "ideal":
        details: Json = {
            **method["ideal"],
            "generated_sepa_debit": None,
            "generated_sepa_debit_mandate": None,
            "iban_last4": till.ids.digits(4),
            "transaction_id": till.ids.digits(16),
            "verified_name": method["billing_details"]["name"],
        }
    elif kind == "sepa_debit":
        own = method["sepa_debit"]
        details = {name: value for name, value in own.items() if name != "generated_from"}
        details |= {"expected_debit_date": None, "mandate": None}
    else:
        details = {"country": method["billing_details"]["address"]["country"]}
    return {kind: details, "type": kind}
