"""Setting up the webhook endpoint, where the key may. The answer that makes one is the only one
that holds its signing secret. Source: docs.stripe.com/api/webhook_endpoints/create."""

from collections.abc import Sequence
from typing import Final

from tillwatch.processors import port
from tillwatch.processors.stripe.client import API_VERSION, Client
from tillwatch.processors.stripe.decoding import an_object

PATH: Final = "/v1/webhook_endpoints"
DESCRIPTION: Final = "Tillwatch"


async def create(client: Client, url: str, types: Sequence[str], *, once: str) -> str:
    """The signing secret. `PermissionMissing` names the permission; `NotOffered` says what Stripe
    has against the address."""
    asked = {
        "url": url,
        "enabled_events": list(types),
        "api_version": API_VERSION,
        "description": DESCRIPTION,
        "idempotency_key": once,
    }
    answer = await client.post(PATH, asked)
    secret = (an_object(answer.body) or {}).get("secret")
    if type(secret) is not str:
        raise port.NotOffered("The answer holds no signing secret.", answer=answer.status)
    return secret
