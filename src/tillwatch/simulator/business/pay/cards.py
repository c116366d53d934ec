"""Cards: brand, issuer, country and funding by the buyer's country, and their payment method.

The first six or eight digits and the issuer's name are in the charge (`iin`, `issuer`), as for
accounts that were given them, so that an outage of one issuer or an attack on a few card ranges
can be found.
"""

from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.inputs import Wheel
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.pay.people import Person

YEAR = 31_557_600


def card(till: Till, at: int, person: Person) -> Json:
    """The `card` hash of a payment method, complete, for a buyer of that country."""
    lists, country = till.inputs.cards, person.country
    brand = str(_wheel(till, "brands", country).draw(till.random)["brand"])
    funding = str(_wheel(till, "funding", country).draw(till.random)["funding"])
    issuer_, iin = issuer(till, country, brand)
    wallet = till.wheel("wallets", lambda: lists["wallets"]).draw(till.random)["wallet"]
    return shape(
        till,
        at,
        brand=brand,
        country=country,
        funding=funding,
        iin=iin,
        issuer=issuer_,
        wallet=wallet,
    )


def shape(
    till: Till,
    at: int,
    *,
    brand: str,
    country: str,
    funding: str,
    iin: str,
    issuer: str,
    wallet: str | None,
) -> Json:
    last4 = till.ids.digits(4)
    secure = "pass" if till.chance(0.93) else "unavailable"
    address = till.random.choices(("pass", "fail", "unavailable", None), (70, 5, 15, 10))[0]
    postal = till.random.choices(("pass", "fail", "unavailable", None), (76, 4, 12, 8))[0]
    return {
        "brand": brand,
        "checks": {
            "address_line1_check": address if brand != "jcb" else None,
            "address_postal_code_check": postal if brand != "jcb" else None,
            "cvc_check": secure if wallet is None else None,
        },
        "country": country,
        "description": None,
        "display_brand": {"amex": "american_express"}.get(brand, brand),
        "exp_month": till.random.randrange(1, 13),
        "exp_year": 1970 + at // YEAR + till.random.randrange(1, 6),
        "fingerprint": till.ids.token(16),
        "funding": funding,
        "generated_from": None,
        "iin": iin,
        "issuer": issuer,
        "last4": last4,
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": "regulated"
        if funding == "debit" and country == "US"
        else "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": _wallet(till, wallet),
    }


def _wallet(till: Till, wallet: str | None) -> Json | None:
    return (wallet and {"dynamic_last4": till.ids.digits(4), "type": wallet, wallet: {}}) or None


def _wheel(till: Till, name: str, country: str) -> Wheel:
    lists = till.inputs.cards[name]
    key = country if country in lists else "default"
    return till.wheel(f"{name}:{key}", lambda: lists[key])


def issuer(till: Till, country: str, brand: str) -> tuple[str, str]:
    """A bank of that country that issues such cards, and the first digits of one."""
    lists = till.inputs.cards
    known = lists["issuers"].get(country, {}).get(brand)
    if known is None:
        start = lists["elsewhere"][brand]
        digits = (sum(country.encode()) * 7919 + till.random.randrange(4)) % 10 ** (6 - len(start))
        return f"{country} bank", f"{start}{digits:0{6 - len(start)}d}"
    entries = [{"issuer": n, "iin": b, "weight": w} for n, b, w in known]
    drawn = till.wheel(f"issuers:{country}:{brand}", lambda: entries).draw(till.random)
    return drawn["issuer"], drawn["iin"]


def on_charge(card: Json, amount: int, extra: dict[str, Any]) -> Json:
    """The `card` hash of `payment_method_details`; the caller adds what this payment brought."""
    return {
        "amount_authorized": amount,
        "authorization_code": None,
        "brand": card["brand"],
        "checks": card["checks"],
        "country": card["country"],
        "description": None,
        "electronic_commerce_indicator": None,
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "extended_authorization": {"status": "disabled"},
        "fingerprint": card["fingerprint"],
        "funding": card["funding"],
        "iin": card["iin"],
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "issuer": card["issuer"],
        "last4": card["last4"],
        "mandate": None,
        "moto": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": card["wallet"] is not None},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": card["regulated_status"],
        "setup_credential_usage": None,
        "stored_credential_usage": None,
        "three_d_secure": None,
        "transaction_link_id": None,
        "wallet": card["wallet"],
        **extra,
    }
