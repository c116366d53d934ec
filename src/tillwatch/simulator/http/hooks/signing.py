"""`Stripe-Signature`: `t=<unix>,v1=<hex>[,v1=<hex>…]`.

`v1` is HMAC-SHA256 over `<t>.<body>` with the whole `whsec_…` text as key, one for each secret
that is valid at that moment. Source: docs.stripe.com/webhooks#verify-manually. `t` is the wall
clock's, whatever the simulator's own time: receivers compare it with theirs.
"""

import hashlib
import hmac
from collections.abc import Sequence


def header(body: bytes, secrets: Sequence[str], at: int) -> str:
    signed = str(at).encode() + b"." + body
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])
