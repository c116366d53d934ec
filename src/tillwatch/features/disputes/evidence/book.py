"""The tables of evidence, read: fields, items, the matrix of reasons and products, codes.

A reason that the matrix does not know is general. Where the processor says no more than that, the
network's own code may say what has to be answered.
"""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

import msgspec

from tillwatch.features.disputes.case.known import PHYSICAL
from tillwatch.rows import Dispute

TEXT: Final = "text"
LONG: Final = "long"
DATE: Final = "date"
FILE: Final = "file"
YES_NO: Final = "yes_no"
KINDS: Final = (TEXT, LONG, DATE, FILE, YES_NO)
DECISIVE: Final = "decisive"
SUPPORTING: Final = "supporting"
EXTRA: Final = "extra"
WEIGHTS: Final[Mapping[str, int]] = {DECISIVE: 6, SUPPORTING: 2, EXTRA: 1}
"""Half points."""
GENERAL: Final = "general"
VAGUE: Final = frozenset((GENERAL, "other"))
"""What the processor says where the code may say more."""


class Written(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Written in a table beside this; its own kind of entry."""


class Ruled(Written, frozen=True, kw_only=True):
    """A field. `limit` and `least` in characters; `beside`: ours, not sent as such; `confirm`: the
    processor fills it in by itself; `words`: a file that may be told in words too. `shape`: ip or
    email, where only that will do."""

    label: str
    help: str
    kind: str
    limit: int = 5000
    least: int = 1
    shape: str | None = None
    confirm: bool = False
    words: bool = False
    beside: bool = False


class Counted(Written, frozen=True, kw_only=True):
    """An item: fields that count as a whole (or `any` of them), or a proof."""

    title: str
    fields: tuple[str, ...] = ()
    any: bool = False
    proof: str | None = None
    or_proof: str | None = None
    check: str | None = None
    hint: str = ""


class Asked(Written, frozen=True, kw_only=True):
    """One cell of the matrix: names of items by strength; `show`: fields without an item."""

    decisive: tuple[str, ...]
    supporting: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    show: tuple[str, ...] = ()

    @property
    def items(self) -> Sequence[tuple[str, str]]:
        """(name, strength), what weighs most first."""
        return [
            (name, strength)
            for strength, names in (
                (DECISIVE, self.decisive),
                (SUPPORTING, self.supporting),
                (EXTRA, self.extra),
            )
            for name in names
        ]


class Carrier(Written, frozen=True, kw_only=True):
    """`called`: its names in lower case; `shapes`: regular expressions of tracking numbers."""

    name: str
    called: tuple[str, ...]
    shapes: tuple[str, ...]


def _table(name: str) -> dict[str, Any]:
    room = files("tillwatch.features.disputes.evidence")
    return tomllib.loads(room.joinpath(name).read_text("utf-8"))


_MATRIX: Final = _table("matrix.toml")
SAME_AS: Final[Mapping[str, str]] = _MATRIX.pop("same_as")
FIELDS: Final = msgspec.convert(_table("fields.toml"), dict[str, Ruled])
ITEMS: Final = msgspec.convert(_table("items.toml"), dict[str, Counted])
MATRIX: Final = msgspec.convert(_MATRIX, dict[str, dict[str, Asked]])
CODES: Final = msgspec.convert(_table("codes.toml"), dict[str, dict[str, tuple[str, ...]]])
CARRIERS: Final = msgspec.convert(_table("carriers.toml"), dict[str, Carrier])


def asked(reason: str, product: str) -> Asked:
    """What answers that reason for that kind of product."""
    row = MATRIX.get(SAME_AS.get(reason, reason)) or MATRIX[GENERAL]
    return row.get(product) or row[PHYSICAL]


def by_code(network: str | None, code: str | None) -> str | None:
    """The reason a network's code stands for; None where the tables do not say. Visa's codes of
    compliance are told by how they begin (C028)."""
    table = CODES.get((network or "").casefold().replace(" ", "_"), {})
    for reason, codes in table.items():
        if code in codes or (reason == "noncompliant" and (code or "").startswith(codes)):
            return reason
    return None


def answered(dispute: Dispute) -> str:
    """The reason that is answered: the processor's, or, where that is general, what the network's
    code says."""
    if dispute.reason not in VAGUE:
        return dispute.reason
    return by_code(dispute.network, dispute.network_reason_code) or dispute.reason
