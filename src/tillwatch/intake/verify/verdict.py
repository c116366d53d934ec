"""What a comparison found."""

from typing import Any

import msgspec

from tillwatch.rows import Row


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: the ledger's table; `field`: "" when the whole row is missing on one side."""

    kind: str
    id: str
    field: str
    ours: Any
    theirs: Any


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A list that could not be compared: the key or the server does not offer it."""

    resource: str
    status: int
    reason: str


class Verdict(msgspec.Struct, kw_only=True):
    """`checked`: objects listed; `repaired`: objects whose rows were written again."""

    checked: int = 0
    differences: list[Difference] = []
    repaired: int = 0
    skipped: list[Skipped] = []


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """The last comparison with the processor: objects compared, fields that differed, objects
    mended, lists that could not be compared."""

    at: int
    checked: int
    differences: int
    repaired: int
    not_compared: int


def gone(ours: Row) -> Difference:
    """The difference of a row that the processor no longer has."""
    return Difference(kind=ours.table, id=ours.id, field="", ours="there", theirs=None)


def compare(ours: Row | None, theirs: Row) -> list[Difference]:
    """Field by field; one difference without a field when ours is missing."""
    if ours is None:
        return [Difference(kind=theirs.table, id=theirs.id, field="", ours=None, theirs="there")]
    if ours == theirs:
        return []
    return [
        Difference(
            kind=theirs.table,
            id=theirs.id,
            field=name,
            ours=getattr(ours, name),
            theirs=getattr(theirs, name),
        )
        for name in theirs.__struct_fields__
        if getattr(ours, name) != getattr(theirs, name)
    ]
