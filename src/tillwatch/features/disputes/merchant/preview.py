"""What a table would change, before it does: row by row against what is known now."""

from collections.abc import Mapping, Sequence

import msgspec

from tillwatch.features.disputes.merchant.reading import BUYER, Read, Row

Here = Mapping[tuple[str, str], Sequence[str]]
"""(kind, a spelling) -> the ids that facts are kept by, of all that it may be."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of one payment. `before` empty: new. `about`: what it is kept by."""

    line: int
    about: str
    fact: str
    before: str
    after: str


class Unmatched(msgspec.Struct, frozen=True, kw_only=True):
    """A row that nothing here is sure to be meant by; `says` why."""

    row: Row
    says: str


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """`same`: facts that are known so already. `unmatched`: rows about something that is not here,
    or that could be several things."""

    changes: Sequence[Change]
    same: int
    unmatched: Sequence[Unmatched]


def preview(table: Read, here: Here, known: Mapping[str, Mapping[str, str]]) -> Preview:
    """`known`: by the id that facts are kept by, what was told before."""
    changes: list[Change] = []
    unmatched: list[Unmatched] = []
    same = 0
    for row in table.rows:
        found = next((here[name] for name in row.names if here.get(name)), ())
        if len(found) != 1:
            unmatched.append(Unmatched(row=row, says=_why(row, len(found))))
            continue
        told = known.get(found[0], {})
        new = {name: value for name, value in row.facts.items() if told.get(name) != value}
        same += len(row.facts) - len(new)
        changes += [
            Change(line=row.line, about=found[0], fact=name, before=told.get(name, ""), after=value)
            for name, value in new.items()
        ]
    return Preview(changes=changes, same=same, unmatched=unmatched)


def _why(row: Row, count: int) -> str:
    what = "payment of" if row.kind == BUYER else row.kind
    if not count:
        return f"no {what} “{row.about}” is here"
    return f"{count} payments fit “{row.about}”: name one by its payment id"
