"""What a provider says of a person."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tillwatch.people import profiles

NAME_MAX: Final = 100
SUBJECT_MAX: Final = 255
"""As OpenID Connect has it."""


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """`email`: only one that the provider has verified. `authenticated_at`: when the person last
    showed the provider who they are, seconds UTC."""

    issuer: str
    subject: str
    email: str | None
    name: str
    zone: str | None
    groups: frozenset[str]
    authenticated_at: int | None


def of(issuer: str, told: Mapping[str, Any], groups_claim: str) -> Claims:
    """`told`: the claims of the ID token, and of the answer about the person."""
    email = _text(told.get("email"))
    if told.get("email_verified") is not True or not profiles.EMAIL.fullmatch(email or ""):
        email = None
    name = _text(told.get("name")) or _text(told.get("preferred_username")) or email
    at = told.get("auth_time")
    return Claims(
        issuer=issuer,
        subject=str(told["sub"]),
        email=email,
        name=(name or "Somebody")[:NAME_MAX],
        zone=_text(told.get("zoneinfo")),
        groups=_groups(told.get(groups_claim)),
        authenticated_at=int(at) if isinstance(at, int | float) else None,
    )


def _groups(told: Any) -> frozenset[str]:
    """A list of names; a single name counts as one."""
    if isinstance(told, str):
        return frozenset({told})
    return frozenset(one for one in told if isinstance(one, str)) if _is_list(told) else frozenset()


def _is_list(told: Any) -> bool:
    return isinstance(told, list)


def _text(told: Any) -> str | None:
    if not isinstance(told, str):
        return None
    return "".join(one for one in told if one.isprintable()).strip() or None
