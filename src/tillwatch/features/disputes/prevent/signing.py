"""A signature over a moment and a body: what we send carries one, what we take in needs one.

`Tillwatch-Signature: t=<seconds>,v1=<hex>`, where v1 is HMAC-SHA256 of `<seconds>.<body>`, the body
byte for byte, under the secret that both sides know. A moment more than 300 s off is refused, so
that a delivery somebody overheard cannot be sent again later. For a day after a secret was replaced
the one before counts, too: what we send then carries a `v1=` for each, and what we take in may be
signed with either, so that nothing is lost while the other side is changed.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from typing import Final

HEADER: Final = "Tillwatch-Signature"
TOLERANCE_S: Final = 300
FORMER_S: Final = 24 * 3_600
"""So long a secret that was replaced still counts."""
FORM: Final = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})(?:,v1=([0-9a-f]{64}))?")
PREFIX: Final = "tws_"


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def signature(secrets_: Sequence[str], body: bytes, now: float) -> str:
    """The header's value, with one signature for each secret."""
    at = int(now)
    return ",".join([f"t={at}", *(f"v1={_made(one, body, at)}" for one in secrets_)])


def why_not(secrets_: Sequence[str], body: bytes, header: str, now: float) -> str | None:
    """Why a delivery is not taken; None where it is signed by whoever knows one of the secrets."""
    found = FORM.fullmatch(header.replace(" ", ""))
    if found is None:
        return f"The header {HEADER} is missing or not written like t=1790000000,v1=…"
    at = int(found[1])
    told = [one for one in found.groups()[1:] if one]
    made = [_made(one, body, at) for one in secrets_]
    if not any(hmac.compare_digest(mine, theirs) for mine in made for theirs in told):
        return "The signature does not fit the body: compare the secret, and sign the raw bytes"
    if abs(now - at) > TOLERANCE_S:
        return (
            f"It was signed more than {TOLERANCE_S} seconds before it came, or after: compare the "
            "clocks"
        )
    return None


def _made(secret: str, body: bytes, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
