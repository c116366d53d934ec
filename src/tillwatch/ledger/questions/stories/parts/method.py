"""Ways to pay, and what was checked about them, in words. Neutral facts of the ledger's rows."""

from collections.abc import Mapping
from typing import Final

from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories.parts.pieces import Check

BRANDS: Final[Mapping[str, str]] = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "eftpos_au": "eftpos",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}
METHODS: Final[Mapping[str, str]] = {
    "acss_debit": "Canadian bank debit",
    "afterpay_clearpay": "Afterpay",
    "amazon_pay": "Amazon Pay",
    "au_becs_debit": "Australian bank debit",
    "bacs_debit": "UK bank debit",
    "card_present": "Card at a reader",
    "eps": "EPS",
    "ideal": "iDEAL",
    "p24": "Przelewy24",
    "paypal": "PayPal",
    "sepa_debit": "SEPA Direct Debit",
    "us_bank_account": "US bank account",
    "wechat_pay": "WeChat Pay",
}
WALLETS: Final[Mapping[str, str]] = {
    "amex_express_checkout": "Amex Express Checkout",
    "apple_pay": "Apple Pay",
    "google_pay": "Google Pay",
    "link": "Link",
    "masterpass": "Masterpass",
    "samsung_pay": "Samsung Pay",
    "visa_checkout": "Visa Checkout",
}
CHECKS: Final = (
    ("street", "Street", "check_line1"),
    ("postcode", "Postcode", "check_postal_code"),
    ("security_code", "Security code", "check_cvc"),
)
RESULTS: Final[Mapping[str, str]] = {
    "pass": "matches",
    "fail": "does not match",
    "unavailable": "could not be checked by the bank",
    "unchecked": "not checked yet",
}
SECURE: Final[Mapping[str, str]] = {
    "authenticated": "passed: the bank answers for fraud",
    "attempt_acknowledged": "asked for, but the bank could not do it",
    "exempted": "left out with an exemption: you answer for fraud",
    "failed": "not passed",
    "not_supported": "not possible with this card",
    "processing_error": "broke off with an error",
    "data_share_only": "only data was shared with the bank, nothing was asked",
}
RISKS: Final[Mapping[str, str]] = {
    "normal": "normal",
    "elevated": "raised",
    "highest": "very high",
    "not_assessed": "not assessed",
    "unknown": "unknown",
}


def spelled(value: str) -> str:
    """A code nobody gave words: as it is, with spaces."""
    return value.replace("_", " ")


def brief(row: Record) -> str | None:
    """ "Visa ending 4242"; the method's name where there is no card."""
    brand, last4 = row.get("card_brand"), row.get("card_last4")
    if brand:
        name = BRANDS.get(brand) or spelled(brand).capitalize()
        return f"{name} ending {last4}" if last4 else name
    kind = row.get("method")
    return (METHODS.get(kind) or spelled(kind).capitalize()) if kind else None


def full(attempt: Record) -> str | None:
    """ "Visa ending 8210, credit, by Apple Pay"."""
    name = brief(attempt)
    if name is None:
        return None
    funding, wallet = attempt["card_funding"], attempt["card_wallet"]
    parts = [
        name,
        funding if funding in ("credit", "debit", "prepaid") else None,
        f"by {WALLETS.get(wallet) or spelled(wallet)}" if wallet else None,
    ]
    return ", ".join(part for part in parts if part)


def checks(attempt: Record) -> list[Check]:
    """Street, postcode and security code, in this order; none for what is no card."""
    if not attempt["card_brand"]:
        return []
    return [
        Check(name=name, label=label, result=attempt[column], words=_result(attempt[column]))
        for name, label, column in CHECKS
    ]


def _result(result: str | None) -> str:
    return (RESULTS.get(result) or spelled(result)) if result else "not checked"


def checks_words(found: list[Check]) -> str | None:
    """One sentence: "Street, postcode and security code all match."; None where none was made."""
    made = [check for check in found if check.result in ("pass", "fail")]
    if not made:
        return None
    if len(made) == len(found) and all(check.result == "pass" for check in made):
        return "Street, postcode and security code all match."
    told = [f"{check.label.lower()} {check.words}" for check in made]
    sentence = " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]
    return f"{sentence[0].upper()}{sentence[1:]}."


def risk(attempt: Record) -> str | None:
    """ "Risk 11 of 100, normal"."""
    level, score = attempt["risk_level"], attempt["risk_score"]
    words = (RISKS.get(level) or spelled(level)) if level else None
    if score is None:
        return f"Risk {words}" if words else None
    return f"Risk {score} of 100, {words}" if words else f"Risk {score} of 100"


def secure(attempt: Record) -> str | None:
    """The extra card check, when it was made."""
    result = attempt["three_d_secure"]
    if not result:
        return None
    return f"Extra card check (3-D Secure) {SECURE.get(result) or spelled(result)}"
