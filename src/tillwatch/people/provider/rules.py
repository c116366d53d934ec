"""Which role a provider's groups have here."""

from collections.abc import Collection
from typing import Final

from tillwatch.kernel import errors
from tillwatch.people import roles
from tillwatch.settings import PREFIX, Oidc

GIVEN: Final = tuple(role for role in roles.FOR_PEOPLE if role != roles.OWNER)
"""Roles a provider can give, the strongest first."""


def check(told: Oidc) -> Oidc:
    """`BadInput` for a role that there is not, or that a provider cannot give."""
    for setting, named in (("OIDC_ROLES", told.roles.values()), ("OIDC_DEFAULT_ROLE", _one(told))):
        for role in named:
            if role not in GIVEN:
                known = ", ".join(GIVEN)
                raise errors.BadInput(
                    f"{PREFIX}{setting} names the role “{role}”: a provider can give {known}"
                )
    return told


def role_of(told: Oidc, groups: Collection[str]) -> str | None:
    """The strongest of the groups' roles, else the default; None: they may not come in."""
    found = {role for group, role in told.roles.items() if group in groups}
    return next((role for role in GIVEN if role in found), told.default_role)


def _one(told: Oidc) -> tuple[str, ...]:
    return () if told.default_role is None else (told.default_role,)
