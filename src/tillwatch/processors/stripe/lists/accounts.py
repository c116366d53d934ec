"""Who the account behind a key is, as far as the key may tell."""

from typing import Any

from tillwatch.processors import port
from tillwatch.processors.port import AccountFacts
from tillwatch.processors.stripe.client import Client
from tillwatch.processors.stripe.decoding import an_object
from tillwatch.processors.stripe.translate.values import Part, link, part, text


async def account(client: Client) -> AccountFacts:
    """`GET /v1/account` where permitted; otherwise the id that the refusal discloses.

    Never an error for a key that may not read it. `KeyRefused` and `Unreachable` pass through.
    """
    try:
        answer = await client.get("/v1/account")
    except (port.PermissionMissing, port.NotOffered):
        return AccountFacts(account_id=client.account_seen)
    return facts(an_object(answer.body) or {}, client.account_seen)


def facts(payload: dict[str, Any], account_seen: str | None = None) -> AccountFacts:
    """What an account object tells."""
    settings = part(payload, "settings")
    return AccountFacts(
        account_id=text(payload, "id") or account_seen,
        name=_name(payload, settings),
        currency=text(payload, "default_currency"),
        country=text(payload, "country"),
        logo=_logo(payload, settings),
    )


def _name(payload: dict[str, Any], settings: Part) -> str | None:
    """The name a person gave it; shapes before 2019 had it on top."""
    return (
        text(part(settings, "dashboard"), "display_name")
        or text(part(payload, "business_profile"), "name")
        or text(payload, "display_name")
        or text(payload, "business_name")
        or None
    )


def _logo(payload: dict[str, Any], settings: Part) -> str | None:
    """The file id of the square icon, else of the logo."""
    branding = part(settings, "branding")
    return link(branding, "icon") or link(branding, "logo") or link(payload, "business_logo")
