"""A signature over a moment and a body: what we send carries one, what we take in needs one.

`Tillwatch-Signature: t=<seconds>,v1=<hex>`, where v1 is HMAC-SHA256 of `<seconds>.<body>`, the body
byte for byte, under the secret that both sides know. A moment more than 300 s off is refused, so
that a delivery somebody overheard cannot be sent again later.
"""

import hashlib
import hmac
import re
import secrets
from typing import Final

HEADER: Final = "Tillwatch-Signature"
TOLERANCE_S: Final = 300
FORM: Final = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})(?:,v1=([0-9a-f]{64}))?")
PREFIX: Final = "tws_"


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def signature(secret: str, body: bytes, now: float) -> str:
    """The header's value."""
    at = int(now)
    return f"t={at},v1={_made(secret, body, at)}"


def why_not(secret: str, body: bytes, header: str, now: float) -> str | None:
    """Why a delivery is not taken; None where it is signed by whoever knows the secret."""
    found = FORM.fullmatch(header.replace(" ", ""))
    if found is None:
        return f"The header {HEADER} is missing or not written like t=1790000000,v1=…"
    at = int(found[1])
    made = _made(secret, body, at)
    if not any(one and hmac.compare_digest(made, one) for one in found.groups()[1:]):
        return "The signature does not fit the body: compare the secret, and sign the raw bytes"
    if abs(now - at) > TOLERANCE_S:
        return f"It was signed more than {TOLERANCE_S} seconds ago: compare the clocks"
    return None


def _made(secret: str, body: bytes, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
