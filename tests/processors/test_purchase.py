"""What a charge says of a purchase, odd metadata included."""

from typing import Any

import pytest

from tillwatch.processors.defending import Address, Purchase
from tillwatch.processors.stripe.translate import purchase as table
from tillwatch.processors.stripe.translate.purchase import day, ip, purchase

HOME = {
    "line1": "418 NE Alder St",
    "line2": None,
    "city": "Portland",
    "state": "OR",
    "postal_code": "97232",
    "country": "US",
}


def of(**metadata: Any) -> Purchase:
    return purchase({"object": "charge", "metadata": metadata})


def test_a_charge_tells_what_stripe_has_fields_for() -> None:
    found = purchase(
        {
            "billing_details": {
                "address": HOME,
                "email": "ryan@example.com",
                "name": "Ryan Doyle",
                "phone": "",
            },
            "shipping": {
                "address": HOME,
                "carrier": "UPS",
                "tracking_number": "1Z64A0F70347182290",
                "name": "R. Doyle",
                "phone": "+1 503 555 0101",
            },
            "description": "Three bags of coffee",
            "receipt_url": "https://pay.stripe.com/receipts/x",
            "metadata": {},
        }
    )
    assert found.billing == Address(**HOME) == found.shipping
    assert (found.carrier, found.tracking_number) == ("UPS", "1Z64A0F70347182290")
    assert (found.name, found.shipping_name, found.email) == (
        "Ryan Doyle",
        "R. Doyle",
        "ryan@example.com",
    )
    assert found.said["phone"] == "shipping.phone", "an empty field is not there"
    assert found.said["shipping"] == "shipping.address"
    assert found.ip is None
    assert "ip" not in found.said


@pytest.mark.parametrize(
    "charge", [{}, {"billing_details": None, "metadata": None}, {"shipping": 3}]
)
def test_a_charge_that_says_nothing_tells_nothing(charge: dict[str, Any]) -> None:
    assert purchase(charge) == Purchase()


@pytest.mark.parametrize("key", ["customer_ip", "customerIP", "Customer-Ip", "CUSTOMER IP"])
def test_keys_are_the_same_however_they_are_spelled(key: str) -> None:
    found = of(**{key: "203.0.113.7"})
    assert found.ip == "203.0.113.7"
    assert found.said == {"ip": f"metadata.{key}"}, "the link names the key as it stands"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:54321", "203.0.113.7"),
        ("10.0.0.4, 203.0.113.7", "203.0.113.7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:10.0.0.4", None),
        ("192.168.1.10", None),
        ("100.64.3.2", None),
        ("127.0.0.1", None),
        ("::1", None),
        ("fe80::1%eth0", None),
        ("0.0.0.0", None),
        ("unknown", None),
        ("203.0.113", None),
        ("203.0.113.300", None),
        ("", None),
    ],
)
def test_only_an_address_of_the_internet_is_one(given: str, read: str | None) -> None:
    assert ip(given) == read


def test_the_first_key_that_holds_something_usable_is_taken() -> None:
    found = of(customer_ip="10.1.2.3", client_ip="203.0.113.7", ip="198.51.100.1")
    assert (found.ip, found.said["ip"]) == ("203.0.113.7", "metadata.client_ip")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("2026-11-06", "2026-11-06"),
        ("2026/11/06", "2026-11-06"),
        ("2026-11-06T23:30:00-08:00", "2026-11-06"),
        ("1794000000", "2026-11-06"),
        ("1794000000123", "2026-11-06"),
        ("6 Nov 2026", "2026-11-06"),
        ("November 6th, 2026", "2026-11-06"),
        ("26/11/2026", "2026-11-26"),
        ("11/26/2026", "2026-11-26"),
        ("11.11.2026", "2026-11-11"),
        ("06/11/2026", None),
        ("31 Feb 2026", None),
        ("soon", None),
        ("Nov Nov 2026", None),
        ("6 6th 26", None),
        ("3026-11-06", None),
    ],
)
def test_a_date_that_can_be_read_two_ways_is_not_read(given: str, read: str | None) -> None:
    assert day(given) == read


def test_what_is_no_such_thing_is_not_taken() -> None:
    found = of(
        customer_id="cus_9s6XKzkNRiz8i3",
        email="not an address",
        delivered_at="on Friday",
        device_id=" ",
    )
    assert found == Purchase()
    assert of(customer_id="cus_9s6XKzkNRiz8i3", user_id=42).account_id == "42"


def test_device_account_and_delivery_come_from_metadata() -> None:
    found = of(
        visitorId="Xy7Fq0pLm2Nv9Rt4Kw1Z",
        deviceID="A1B2C3D4E5F6G7H8",
        username="ryan.doyle",
        tracking="9400111899223197428490",
        courier="USPS",
        shipped_at="2026-11-04",
        deliveredAt="2026-11-06T14:05:00Z",
        product="Espresso machine",
    )
    assert found.device_fingerprint == "Xy7Fq0pLm2Nv9Rt4Kw1Z"
    assert (found.device_id, found.account_id) == ("A1B2C3D4E5F6G7H8", "ryan.doyle")
    assert (found.carrier, found.tracking_number) == ("USPS", "9400111899223197428490")
    assert (found.shipped_on, found.delivered_on) == ("2026-11-04", "2026-11-06")
    assert found.description == "Espresso machine"


def test_an_id_of_the_catalogue_is_the_last_thing_to_go_by() -> None:
    only = of(product="prod_X4qIDKt7vEH2TG")
    assert (only.description, only.said["description"]) == (
        "prod_X4qIDKt7vEH2TG",
        "metadata.product",
    )
    found = purchase({"description": "Camp mug", "metadata": {"product": "prod_X4qIDKt7vEH2TG"}})
    assert (found.description, found.said["description"]) == ("Camp mug", "description")


def test_stripes_own_fields_come_before_metadata() -> None:
    found = purchase(
        {"shipping": {"carrier": "UPS"}, "metadata": {"carrier": "DHL", "tracking": "1234567890"}}
    )
    assert (found.carrier, found.said["carrier"]) == ("UPS", "shipping.carrier")
    assert found.said["tracking_number"] == "metadata.tracking"


def test_every_key_of_the_table_belongs_to_one_fact() -> None:
    bare = ["".join(filter(str.isalnum, key)) for keys in table.KEYS.values() for key in keys]
    assert len(bare) == len(set(bare))
    assert set(table.KEYS) <= set(Purchase.__struct_fields__)
