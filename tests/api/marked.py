"""Two accounts in which every field that can say something of a person holds a mark of its own.

What is personal is written down here once more, by hand and apart from the table of the processor,
so that what the table forgets is found. All ids of the second account end in `OTHER`.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import select

from tests.api import filling
from tests.processors import samples
from tillwatch.intake import objects
from tillwatch.intake.apply import Apply
from tillwatch.intake.drain import Drain
from tillwatch.intake.house import House
from tillwatch.intake.leases import Leases
from tillwatch.store import inbox
from tillwatch.store.inbox import Delivery
from tillwatch.store.tables import LEDGER, set_aside

MARK: Final = "zqmark"
MINE, THEIRS, OTHER = "con_mine", "con_other1", "other1"
EMAIL: Final = f"{MARK}.whole@example.com"
NAME: Final = "Zqmark Whole"
ID: Final = re.compile(r'"((?:[a-z]{2,6}|price|prod|inpay)_\d+)"')
TYPES: Final = (
    "charge.succeeded charge.failed charge.updated charge.refunded payment_intent.succeeded "
    "payment_intent.payment_failed customer.created customer.updated refund.created "
    "charge.dispute.created charge.dispute.updated invoice.paid invoice.updated payout.paid "
    "customer.subscription.created customer.subscription.updated checkout.session.completed "
    "radar.early_fraud_warning.created review.opened payment_method.attached invoice_payment.paid "
    "product.created price.created credit_note.created"
).split()
PERSON: Final = {"name": "*", "phone": "*", "email": "*@example.com"}
ADDRESS: Final = {"line1": "*", "line2": "*", "city": "*", "postal_code": "*", "state": "*"}
METADATA: Final = {"metadata": {"order": "*"}}
SHIPPING: Final = {"name": "*", "phone": "*", "address": ADDRESS, "tracking_number": "*"}
WHO: Final = {**PERSON, "address": ADDRESS}
SAYS: Final = {**METADATA, "description": "*"}

FIELDS: Final[dict[str, Any]] = {
    "customer": {
        **SAYS,
        **WHO,
        "name": NAME,
        "email": EMAIL,
        "shipping": SHIPPING,
        "tax_ids": {"object": "list", "data": [{"object": "tax_id", "id": "txi_1", "value": "*"}]},
    },
    "charge": {
        **SAYS,
        "billing_details": {**WHO, "name": NAME, "email": EMAIL, "tax_id": "*"},
        "shipping": SHIPPING,
        "receipt_email": "*@example.com",
        "receipt_url": "https://pay.example/*",
    },
    "payment_intent": {
        **SAYS,
        "shipping": SHIPPING,
        "receipt_email": "*@example.com",
        "last_payment_error": {
            "payment_method": {"id": "pm_9", "object": "payment_method", "billing_details": WHO}
        },
    },
    "refund": SAYS,
    "dispute": {
        **METADATA,
        "evidence": {
            "customer_name": "*",
            "customer_email_address": "*@example.com",
            "customer_purchase_ip": "*",
            "billing_address": "*",
            "uncategorized_text": "*",
            "product_description": "*",
        },
    },
    "invoice": {
        **SAYS,
        "customer_name": "*",
        "customer_email": "*@example.com",
        "customer_phone": "*",
        "customer_address": ADDRESS,
        "customer_shipping": SHIPPING,
        "customer_tax_ids": [{"type": "eu_vat", "value": "*"}],
        "custom_fields": [{"name": "PO", "value": "*"}],
        "footer": "*",
        "hosted_invoice_url": "https://pay.example/*",
        "lines": {"data": {"description": "*", "metadata": {"order": "*"}}},
    },
    "subscription": {**SAYS, "cancellation_details": {"comment": "*"}},
    "checkout.session": {
        **METADATA,
        "customer_email": "*@example.com",
        "customer_details": {**WHO, "tax_ids": [{"type": "eu_vat", "value": "*"}]},
        "client_reference_id": "*",
        "custom_fields": [{"key": "gift", "type": "text", "text": {"value": "*"}}],
        "collected_information": {"shipping_details": SHIPPING},
    },
    "payout": METADATA,
    "payment_method": {**METADATA, "billing_details": WHO},
    "review": {"ip_address": "*", "ip_address_location": {"city": "*", "country": "DE"}},
    "credit_note": {**METADATA, "memo": "*"},
    "balance_transaction": {"description": "*"},
}
PREVIOUS: Final = {
    "charge.updated": SAYS,
    "customer.updated": {**PERSON, "address": ADDRESS, "metadata": {"order": "*"}},
    "invoice.updated": {"customer_email": "*@example.com", "customer_name": "*"},
    "customer.subscription.updated": SAYS,
    "charge.dispute.updated": {"evidence": {"customer_name": "*"}},
}
ENTRY: Final = {
    "object": "balance_transaction",
    "id": "txn_1",
    "created": 1_760_000_000,
    "amount": 3400,
    "fee": 100,
    "net": 3300,
    "currency": "eur",
    "type": "charge",
    "reporting_category": "charge",
    "source": "ch_1",
    "available_on": 1_760_000_000,
    "fee_details": [],
    "status": "available",
}


class Marks:
    """Each `*` becomes a mark that no other field has."""

    def __init__(self) -> None:
        self.all: set[str] = {EMAIL, NAME.lower()}

    def put(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.put(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.put(inner) for inner in value]
        if isinstance(value, str) and "*" in value:
            mark = f"{MARK}{len(self.all):04}x"
            self.all.add(mark)
            return value.replace("*", mark)
        return value


def over(below: Any, above: Any) -> Any:
    """`above` laid over `below`; a dict over a list is laid over each of its entries."""
    if isinstance(above, dict) and isinstance(below, list):
        return [over(one, above) for one in below]
    if isinstance(above, dict):
        known = below if isinstance(below, dict) else {}
        return known | {name: over(known.get(name), value) for name, value in above.items()}
    return above


def bodies(marks: Marks) -> Iterator[tuple[str, str]]:
    """(type, body) of each event, all personal fields marked."""
    for type_ in TYPES:
        fixture = samples.named(type_)
        about = over(fixture.object, marks.put(FIELDS.get(fixture.object["object"], {})))
        previous = over(fixture.previous or {}, marks.put(PREVIOUS.get(type_, {})))
        told = fixture._replace(object=about, previous=previous or None)
        yield type_, told.body(id=f"evt_{len(type_)}{TYPES.index(type_)}").decode()


async def two_shops(house: House) -> set[str]:
    """The marks of the first account."""
    marks = Marks()
    for connection_id in (MINE, THEIRS):
        await filling.account(house, connection_id)
        some = marks if connection_id == MINE else Marks()
        given = [(type_, _own(connection_id, text)) for type_, text in bodies(some)]
        await inbox.write(
            house.store, [_delivery(connection_id, type_, text) for type_, text in given]
        )
        entry = _own(connection_id, json.dumps(over(ENTRY, some.put(FIELDS[ENTRY["object"]]))))
        await _entry(house, connection_id, entry)
    leases = Leases(house)
    await leases.look()
    drain = Drain(house, Apply(house, leases), leases)
    while await drain.once():
        pass
    async with house.store.writing() as tx:
        for id_ in (MINE, THEIRS):
            aside = {"id": f"aside_{id_}", "code": "unreadable", "reason": f"no int: '{MARK}'"}
            await tx.execute(set_aside.insert().values(connection_id=id_, at=1, **aside))
    return marks.all


def _own(connection_id: str, text: str) -> str:
    return ID.sub(rf'"\g<1>{OTHER}"', text) if connection_id == THEIRS else text


def _delivery(connection_id: str, type_: str, text: str) -> Delivery:
    told = json.loads(text)
    return Delivery(
        connection_id=connection_id,
        event_id=told["id"],
        type=type_,
        thin=False,
        body=text.encode(),
        created=told["created"],
        api_version=told["api_version"],
        livemode=False,
        source="webhook",
        received_ms=1_790_000_000_500,
        account=None,
    )


async def _entry(house: House, connection_id: str, text: str) -> None:
    processor = house.processors.get("stripe")
    readings = processor.entry_readings("balance_transaction", text.encode())
    await house.store.write(
        lambda tx: objects.merge_in(house, tx, connection_id, processor, readings, live=False)
    )


async def ids(house: House) -> dict[str, str]:
    """One id of each kind of row the first account has; `event` too."""
    found = {"event": f"evt_{len(TYPES[0])}0"}
    async with house.store.reading() as tx:
        for name, rows in LEDGER.items():
            mine = select(rows.c.id).where(rows.c.connection_id == MINE).order_by(rows.c.id)
            if (id_ := await tx.scalar(mine.limit(1))) is not None:
                found[name] = id_
    return found
