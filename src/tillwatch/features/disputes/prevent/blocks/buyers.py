"""What of a payment's buyer can be put on the block list. Pure."""

from tillwatch.features.disputes.prevent.blocks.kept import CARD, CUSTOMER, EMAIL, IP, Wanted
from tillwatch.processors.defending import Purchase
from tillwatch.rows import Attempt, Customer


def of_buyer(
    connection_id: str,
    attempt: Attempt,
    customer: Customer | None,
    purchase: Purchase | None,
    about_id: str,
    why: str,
) -> list[Wanted]:
    """Everything the payment says who they are by."""
    email = attempt.email or (customer.email if customer else None)
    email = email or (purchase.email if purchase else None)
    told = (
        (CARD, attempt.card_fingerprint),
        (EMAIL, email if email and "@" in email else None),
        (IP, purchase.ip if purchase else None),
        (CUSTOMER, attempt.customer),
    )
    return [
        Wanted(kind=kind, value=value, why=why, connection_id=connection_id, about_id=about_id)
        for kind, value in told
        if value
    ]
