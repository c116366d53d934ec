"""What belongs together about the provider that people sign in with (OpenID Connect)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from tillwatch.kernel import errors
from tillwatch.settings import values
from tillwatch.settings.table import PREFIX

NAME_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class Oidc:
    """`issuer` as the provider writes it. `client_secret` None: a public client. `roles`: of each
    group. `default_role` None: who is in none of them may not come in."""

    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    name: str
    groups_claim: str
    roles: dict[str, str]
    default_role: str | None


def read(given: Mapping[str, str]) -> Oidc | None:
    """None without an issuer: nobody signs in with a provider."""
    issuer, client_id = given["oidc_issuer"], given["oidc_client_id"]
    if not issuer:
        return None
    values.address("oidc_issuer", issuer, path=True)
    if not is_safe(issuer):
        raise errors.BadInput(f"{PREFIX}OIDC_ISSUER must be an address of https")
    if not client_id:
        raise errors.BadInput(f"{PREFIX}OIDC_CLIENT_ID is missing: the provider says it")
    return Oidc(
        issuer=issuer,
        client_id=client_id,
        client_secret=given["oidc_client_secret"] or None,
        name=given["oidc_name"][:NAME_MAX],
        groups_claim=given["oidc_groups_claim"],
        roles=_roles(given["oidc_roles"]),
        default_role=given["oidc_default_role"].lower() or None,
    )


def is_safe(address: str) -> bool:
    """Nobody on the way can read or change what is asked there: https, or this machine itself."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme != "http":
        return False
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def _roles(text: str) -> dict[str, str]:
    """A group's name may hold a `=`, the role's does not."""
    pairs = [pair.rpartition("=") for pair in text.split(",") if pair.strip()]
    if any(not group.strip() or not role.strip() for group, _, role in pairs):
        raise errors.BadInput(
            f"{PREFIX}OIDC_ROLES must be like finance=analyst,helpdesk=support, not “{text}”"
        )
    return {group.strip(): role.strip().lower() for group, _, role in pairs}
