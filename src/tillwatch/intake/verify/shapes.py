"""Two API versions of one object, held against each other on what both of them tell.

An account whose events come in an old version is read in the newest: what only one of them has is
no difference. Compared are the latest reading of each, reduced to the fields that both carry.
"""

from typing import Any

from tillwatch.intake import merge
from tillwatch.processors.reading import Payload, Rank


def in_common(
    known: merge.State, read: merge.State, ranks: tuple[Rank, ...]
) -> tuple[Payload, Payload] | None:
    """What is known and what was read, each with the fields of both; None when they have the same
    shape, so that nothing need be left out. Twice the same when what is known is later."""
    if not known.shapes or not read.shapes:
        return None
    ours = max(known.shapes, key=lambda shape: (known.shapes[shape].second, shape))
    theirs = max(read.shapes)
    if ours == theirs:
        return None
    mine = merge.show(merge.State({ours: known.shapes[ours]}, known.gone), ranks)
    other = merge.show(read, ranks)
    if mine.payload is None or other.payload is None:
        return None
    if known.shapes[ours].second > read.as_of():
        return mine.payload, mine.payload
    return _common(mine.payload, other.payload), _common(other.payload, mine.payload)


def _common(value: Any, other: Any) -> Any:
    """`value` without the fields that `other` has not, at every depth."""
    if isinstance(value, dict) and isinstance(other, dict):
        return {name: _common(part, other[name]) for name, part in value.items() if name in other}
    if isinstance(value, list) and isinstance(other, list) and len(value) == len(other):
        return [_common(one, beside) for one, beside in zip(value, other, strict=True)]
    return value
