"""Who bought what from where, as one charge says (`defending.Purchase`)."""

from tillwatch.processors.defending import Address, Purchase
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate.values import Part, part, text


def purchase(charge: Payload) -> Purchase:
    billing = part(charge, "billing_details")
    shipping = part(charge, "shipping")
    return Purchase(
        email=text(billing, "email") or text(charge, "receipt_email"),
        name=text(billing, "name"),
        phone=text(billing, "phone"),
        billing=_address(part(billing, "address")),
        shipping=_address(part(shipping, "address")),
        shipping_name=text(shipping, "name"),
        carrier=text(shipping, "carrier"),
        tracking_number=text(shipping, "tracking_number"),
        description=text(charge, "description"),
        receipt_url=text(charge, "receipt_url"),
    )


def _address(said: Part) -> Address | None:
    if not said:
        return None
    return Address(
        line1=text(said, "line1"),
        line2=text(said, "line2"),
        city=text(said, "city"),
        state=text(said, "state"),
        postal_code=text(said, "postal_code"),
        country=text(said, "country"),
    )
