"""Customers: created at a first purchase or sign-up, changed, deleted."""

from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.pay.people import Person


def create(till: Till, at: int, person: Person, **fields: Any) -> Json:
    id_ = till.ids.plain("cus")
    customer: Json = {
        "id": id_,
        "object": "customer",
        "address": person.address,
        "balance": 0,
        "created": at,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": person.email,
        "invoice_prefix": till.ids.hexadecimal(8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": till.books.livemode,
        "metadata": {},
        "name": person.name,
        "next_invoice_sequence": 1,
        "phone": person.phone,
        "preferred_locales": [person.locale],
        "shipping": {"address": person.address, "name": person.name, "phone": person.phone},
        "tax_exempt": "none",
        "test_clock": None,
        **fields,
    }
    till.put("customer", customer)
    till.books.tally.add("customers.created", "", 0)
    till.tell("customer.created", customer, at)
    return customer


def update(till: Till, at: int, id_: str, **changes: Any) -> Json:
    return till.update("customer", id_, at, "customer.updated", **changes)


def delete(till: Till, at: int, id_: str) -> Json:
    """The event carries the whole object; the API then answers `deleted: true` for the id."""
    customer = till.get("customer", id_)
    till.books.tables["customer"].bury(id_)
    till.books.tally.add("customers.deleted", "", 0)
    till.tell("customer.deleted", customer, at)
    return customer
