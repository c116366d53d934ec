"""The one table of named permissions: which role may do what.

Each operation of the API declares the permission it takes (`faces.api.guard.may`), and a test walks
all of them (`tests/api/test_matrix.py`). A token may be given fewer permissions than its role has.
"""

from collections.abc import Collection
from typing import Final

import msgspec

from tillwatch.kernel import errors

PERMISSIONS: Final[dict[str, str]] = {
    "ledger.read": "See payments, payouts, disputes and everything else that was taken in",
    "personal.read": "See names, e-mail addresses and what else says who a customer is",
    "personal.export": "Take lists with personal data out, as a file",
    "personal.erase": "Erase a customer's personal data",
    "connections.read": "See connections, their permissions and their health",
    "connections.write": "Connect accounts, replace keys, pause and disconnect",
    "import.run": "Import history, compare with the processor, recalculate",
    "monitoring.own": "Keep views and boards of one's own",
    "monitoring.write": "Keep shared views and boards, mark the time axis, write alert rules",
    "disputes.write": "Work on disputes: facts, evidence, files, notes, who looks after one",
    "disputes.send": "Send answers to the bank, accept disputes, refund questions of the bank",
    "tokens.own": "Make access tokens for oneself, with at most one's own permissions",
    "tokens.write": "Make access tokens for programs, and end anybody's",
    "people.read": "See who may come in, and what they may",
    "people.write": "Invite people, change what they may, deactivate them, end their sessions",
    "owners.write": "Make and unmake owners, and set how people sign in",
    "audit.read": "Read the log of what people and programs did here",
    "support.read": "Check this installation, download a support bundle",
    "metrics.read": "Read the figures for Prometheus, which tell how much happens",
}
"""Every permission there is, in a person's words."""

LIMITABLE: Final = frozenset(
    {
        "ledger.read",
        "personal.read",
        "personal.export",
        "connections.read",
        "monitoring.own",
        "tokens.own",
    }
)
"""Permissions that can be kept to some accounts. Whoever is kept to some has no others."""
OWNERS: Final = frozenset({"owners.write"})
READS: Final = frozenset({"ledger.read", "connections.read", "monitoring.own"})
SEES: Final = READS | {"personal.read", "personal.export"}


class Role(msgspec.Struct, frozen=True):
    """`name` and `about` for a person."""

    name: str
    about: str
    permissions: frozenset[str]


TABLE: Final[dict[str, Role]] = {
    "owner": Role("Owner", "Everything, and who else is an owner", frozenset(PERMISSIONS)),
    "admin": Role(
        "Admin",
        "Everything but making owners and setting how people sign in",
        frozenset(PERMISSIONS) - OWNERS,
    ),
    "analyst": Role(
        "Analyst",
        "Sees and exports everything, answers disputes, keeps boards and alert rules, makes tokens",
        SEES | {"monitoring.write", "disputes.write", "disputes.send", "tokens.own"},
    ),
    "support": Role(
        "Support",
        "Sees payments, prepares answers to disputes; names and addresses are hidden",
        READS | {"disputes.write"},
    ),
    "referrals": Role("Referral manager", "Sees payments; names and addresses are hidden", READS),
    "reader": Role(
        "Read only",
        "Sees everything, changes nothing but views of one's own",
        SEES | {"metrics.read"},
    ),
    "watcher": Role(
        "Figures only", "For a program that watches the installation", frozenset({"metrics.read"})
    ),
}
OWNER: Final = "owner"
ADMIN: Final = "admin"
FOR_PEOPLE: Final = ("owner", "admin", "analyst", "support", "referrals", "reader")
"""Roles a person can have."""
DEFAULT: Final = "reader"


def check(role: str, among: Collection[str] = tuple(TABLE)) -> str:
    """`role` itself; `BadInput` with the roles there are when it is none of them."""
    if role not in among:
        known = ", ".join(among)
        raise errors.BadInput(f"“{role}” is not a role: choose one of {known}", role="unknown role")
    return role


def check_permissions(names: Collection[str]) -> list[str]:
    """In the order of the table; `BadInput` for one there is not."""
    for name in names:
        if name not in PERMISSIONS:
            sentence = f"“{name}” is no permission: choose among {', '.join(PERMISSIONS)}"
            raise errors.BadInput(sentence, permissions=sentence)
    return [name for name in PERMISSIONS if name in names]


def title(role: str) -> str:
    """What it is called; a role that is no longer in the table by its own name."""
    found = TABLE.get(role)
    return role if found is None else found.name


def permissions(role: str) -> frozenset[str]:
    """None for a role that is no longer in the table."""
    found = TABLE.get(role)
    return frozenset() if found is None else found.permissions
