"""What only payments and history can show: the bank's own checks, earlier payments, the refund.

Each proof is a sentence where it holds, and None where it does not. Unknown is not held against
anybody: an item whose proof does not hold is left out of the count.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from tillwatch.features.disputes.case.known import Case, Fact
from tillwatch.features.disputes.pairs import candidates, pick

MATCHES: Final = "pass"
AUTHENTICATED: Final = "authenticated"


def three_d_secure(case: Case) -> str | None:
    """Passed in full; a try that the bank only acknowledged is weaker and does not count here."""
    if case.attempt is None or case.attempt.three_d_secure != AUTHENTICATED:
        return None
    return "The cardholder was authenticated with 3-D Secure"


def earlier_pair(case: Case) -> str | None:
    found = pick(case, candidates(case))
    return found.says.partition(". ")[0].rstrip(".") if found.pair else None


def address_and_code(case: Case) -> str | None:
    """The security code and both parts of the address."""
    attempt = case.attempt
    if attempt is None or attempt.check_cvc != MATCHES:
        return None
    return "Street, postcode and security code match what the bank has" if avs(case) else None


def avs(case: Case) -> bool:
    """The bank confirmed street and postcode."""
    attempt = case.attempt
    return attempt is not None and (attempt.check_line1, attempt.check_postal_code) == (
        MATCHES,
        MATCHES,
    )


def earlier_orders(case: Case) -> str | None:
    bought = case.bought
    if bought.payments < 1 or bought.disputes:
        return None
    many = "1 earlier payment" if bought.payments == 1 else f"{bought.payments} earlier payments"
    return f"{many}, none disputed"


def descriptor(case: Case) -> str | None:
    shown = case.attempt.statement_descriptor if case.attempt else None
    return f"The card statement says {shown}" if shown else None


def refund_reference(case: Case) -> str | None:
    """A refund of this payment that the bank can look up."""
    for refund in case.refunds:
        if refund.status == "succeeded" and refund.reference:
            return f"The refund has the reference {refund.reference}"
    return None


PROOFS: Final[Mapping[str, Callable[[Case], str | None]]] = {
    "three_d_secure": three_d_secure,
    "earlier_pair": earlier_pair,
    "address_and_code": address_and_code,
    "earlier_orders": earlier_orders,
    "descriptor": descriptor,
    "refund_reference": refund_reference,
}


def ships_to_billing(case: Case, known: Mapping[str, Fact]) -> bool:
    """The parcel's address is the card's billing address, which the bank confirmed."""
    return avs(case) and same_place(case, known) is True


def may_match(case: Case, known: Mapping[str, Fact]) -> bool:
    """Whether that can be so at all: the bank confirmed the billing address, and no other is known
    to have been shipped to."""
    return avs(case) and same_place(case, known) is not False


def same_place(case: Case, known: Mapping[str, Fact]) -> bool | None:
    """Is the address shipped to the billing address; None where either is not known. The place's
    words count, not their order, case or punctuation: street and code have to be there, and nothing
    that the billing address does not say."""
    shipped, billed = known.get("shipping_address"), known.get("billing_address")
    if not (shipped and shipped.value and billed and billed.value):
        return None
    words, others = _words(shipped.value), _words(billed.value)
    billing, named = case.purchase.billing, known.get("customer_name")
    people = _words(f"{case.purchase.shipping_name or ''} {named.value if named else ''}")
    needed = _words(f"{billing.line1 or ''} {billing.postal_code or ''}") if billing else others
    return bool(needed) and needed <= words <= others | people


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
