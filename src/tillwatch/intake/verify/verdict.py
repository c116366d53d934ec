"""What a comparison found."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from tillwatch.rows import Row

LISTED_MAX: Final = 1_000
"""Differences that are listed; the others are counted."""

UNREADABLE: Final = "cannot be read here"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: the ledger's table; `field`: "" when the whole row is missing on one side, or what is
    here cannot be read."""

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
    """`checked`: objects listed; `differences`: the first of them; `unlisted`: how many there are
    besides; `repaired`: objects whose rows were written again."""

    checked: int = 0
    differences: list[Difference] = []
    unlisted: int = 0
    repaired: int = 0
    skipped: list[Skipped] = []

    @property
    def found(self) -> int:
        """How many differences there are."""
        return len(self.differences) + self.unlisted

    def add(self, differences: Iterable[Difference], unlisted: int = 0) -> None:
        """Those that are not known yet: what a list shows, the rows may show again."""
        known = {place(one) for one in self.differences}
        for one in differences:
            if place(one) in known:
                continue
            if len(self.differences) < LISTED_MAX:
                self.differences.append(one)
                known.add(place(one))
            else:
                unlisted += 1
        self.unlisted += unlisted


def place(one: Difference) -> tuple[str, str, str]:
    """What it is about: table, id and field."""
    return one.kind, one.id, one.field


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """The last comparison with the processor: objects compared, fields that differed, objects
    mended, lists that could not be compared."""

    at: int
    checked: int
    differences: int
    repaired: int
    not_compared: int


def unreadable(table: str, id_: str, *, there: bool = True) -> Difference:
    """The difference of what is here and was damaged."""
    return Difference(
        kind=table, id=id_, field="", ours=UNREADABLE, theirs="there" if there else None
    )


def extra(table: str, id_: str) -> Difference:
    """The difference of a row that nothing makes."""
    return Difference(kind=table, id=id_, field="", ours="there", theirs=None)


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


def between(ours: Iterable[Row], theirs: Iterable[Row]) -> list[Difference]:
    """The same of all rows of an object, with those that only one side has."""
    left = {(row.table, row.id): row for row in ours}
    found = [one for row in theirs for one in compare(left.pop((row.table, row.id), None), row)]
    return found + [extra(*at) for at in left]
