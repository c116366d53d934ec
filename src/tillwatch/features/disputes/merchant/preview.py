"""What a table would change, before it does: row by row against what is known now."""

from collections.abc import Mapping, Sequence

import msgspec

from tillwatch.features.disputes.merchant.reading import Read, Row


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of one payment. `before` empty: new. `about`: the spelling that was found."""

    line: int
    about: str
    fact: str
    before: str
    after: str


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """`same`: facts that are known so already. `unmatched`: rows about something that is not
    here."""

    changes: Sequence[Change]
    same: int
    unmatched: Sequence[Row]


def preview(
    table: Read, here: Mapping[tuple[str, str], str], known: Mapping[str, Mapping[str, str]]
) -> Preview:
    """`here`: (kind, a spelling) -> the id that facts are kept by, for those that there are.
    `known`: by that id, what was told before."""
    changes: list[Change] = []
    unmatched: list[Row] = []
    same = 0
    for row in table.rows:
        about = next((here[row.kind, s] for s in row.spellings if (row.kind, s) in here), None)
        if about is None:
            unmatched.append(row)
            continue
        told = known.get(about, {})
        new = {name: value for name, value in row.facts.items() if told.get(name) != value}
        same += len(row.facts) - len(new)
        changes += [
            Change(line=row.line, about=about, fact=name, before=told.get(name, ""), after=value)
            for name, value in new.items()
        ]
    return Preview(changes=changes, same=same, unmatched=unmatched)
