"""Which network address and which device a purchase comes from.

A buyer mostly uses the same two; now and then another device, oftener another network. Whoever pays
with a card whose checks fail comes from somewhere else each time. Addresses are of the range kept
for measuring networks (RFC 2544), which nobody has.
"""

from random import Random
from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till

OTHER_DEVICE: Final = 0.12
OTHER_NETWORK: Final = 0.22
FAILS: Final = ("address_line1_check", "address_postal_code_check", "cvc_check")


def of_purchase(till: Till, email: str, method: Json, number: int) -> Json:
    """As metadata of the payment: `customer_ip`, `device_id` (32 hexadecimal digits)."""
    own = Random(f"{till.seed}:device:{email}")
    now = Random(f"{till.seed}:device:{email}:{number}")
    checks = (method.get("card") or {}).get("checks") or {}
    if any(checks.get(name) == "fail" for name in FAILS):
        own = now
    address, device = _address(own), _device(own)
    if now.random() < OTHER_NETWORK:
        address = _address(now)
    if now.random() < OTHER_DEVICE:
        device = _device(now)
    return {"customer_ip": address, "device_id": device}


def known(till: Till, charge: Json) -> Json:
    """What the shop knows of a payment: what stands in its metadata, and of a renewal, where nobody
    was there, the buyer's usual ones, with which the account was opened."""
    metadata, email = charge["metadata"], charge["billing_details"]["email"]
    if "device_id" in metadata or not (charge["_invoice"] and email):
        return {name: metadata.get(name) for name in ("customer_ip", "device_id")}
    own = Random(f"{till.seed}:device:{email}")
    return {"customer_ip": _address(own), "device_id": _device(own)}


def _address(random: Random) -> str:
    return f"198.{random.choice((18, 19))}.{random.randrange(256)}.{random.randrange(1, 255)}"


def _device(random: Random) -> str:
    return f"{random.getrandbits(128):032x}"
