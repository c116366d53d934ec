"""The one table of named permissions: which role may do what."""

from typing import Final

from tillwatch.kernel import errors

PERMISSIONS: Final[dict[str, str]] = {
    "ledger.read": "See payments, payouts, disputes and everything else that was taken in",
    "connections.read": "See connections, their permissions and their health",
    "connections.write": "Connect accounts, replace keys, pause and disconnect",
    "import.run": "Import history, compare with the processor, recalculate",
    "access.write": "Make access tokens and sign-in links",
    "support.read": "Download a support bundle",
    "metrics.read": "Read the figures for Prometheus, which tell how much happens",
}
"""Every permission there is, in a person's words."""

ROLES: Final[dict[str, frozenset[str]]] = {
    "reader": frozenset({"ledger.read", "connections.read", "metrics.read"}),
    "watcher": frozenset({"metrics.read"}),
    "admin": frozenset(PERMISSIONS),
}
DEFAULT: Final = "reader"


def check(role: str) -> str:
    """`role` itself; `BadInput` with the roles there are when it is none of them."""
    if role not in ROLES:
        known = ", ".join(ROLES)
        raise errors.BadInput(f"“{role}” is not a role: choose one of {known}", role="unknown role")
    return role


def permits(role: str, permission: str) -> bool:
    """A role that is no longer in the table permits nothing."""
    return permission in ROLES.get(role, frozenset())
