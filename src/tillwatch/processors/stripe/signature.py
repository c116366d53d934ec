"""Whether a webhook was signed by a secret we know.

`Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>…][,v0=…]`, where v1 is the HMAC-SHA256 of
`<t>.<raw body>` with the whole `whsec_…` text as the key (docs.stripe.com/webhooks). While a
secret is rolled Stripe sends one v1 for each; all schemes but v1 are ignored. Written here and not
taken from the SDK because it also refuses stamps from the future, takes several secrets, and runs
in the hot path.
"""

import hmac
from collections.abc import Sequence
from typing import Final

TOLERANCE_S: Final = 300
_DIGITS_MAX: Final = 12


def verify(body: bytes, header: str, secrets: Sequence[str], now: float) -> bool:
    """Whether one of `secrets` signed `body` within 300 s of `now` (seconds), either way."""
    stamp, signatures = _parse(header)
    if stamp is None or not signatures or abs(now - int(stamp)) > TOLERANCE_S:
        return False
    signed = b"%b.%b" % (stamp, body)
    for secret in secrets:
        expected = hmac.digest(secret.encode(), signed, "sha256").hex().encode()
        for signature in signatures:
            if hmac.compare_digest(expected, signature):
                return True
    return False


def _parse(header: str) -> tuple[bytes | None, list[bytes]]:
    """The stamp and the v1 signatures; None for a header without one readable stamp."""
    stamp: bytes | None = None
    signatures = []
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        if name == "v1":
            signatures.append(value.encode("utf-8", "surrogateescape"))
        elif name == "t":
            if stamp is not None or not _is_stamp(value):
                return None, []
            stamp = value.encode()
    return stamp, signatures


def _is_stamp(text: str) -> bool:
    return 0 < len(text) <= _DIGITS_MAX and text.isascii() and text.isdigit()
