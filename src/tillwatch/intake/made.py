"""What one object makes: the bytes it is kept as, and its rows in the ledger.

Both follow from its state and nothing else, so they can be made wherever there is time for it: a
long import has another process make them (`backfill.beside`), on the guess that nothing else is
known of the object. Where something is, its state is taken out again and joined to that.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from tillwatch.intake import merge
from tillwatch.processors.port import Translator
from tillwatch.processors.reading import Reading
from tillwatch.rows import Row
from tillwatch.store import packing


class Rows(NamedTuple):
    """`problem`: why there are no rows, if there should be."""

    rows: Sequence[Row]
    problem: str | None


NO_ROWS = Rows((), None)


class Made(msgspec.Struct, frozen=True):
    """`as_of`, `undecided`, `deleted`: as the table of objects has them. `packed`: its state as it
    is kept there."""

    kind: str
    id: str
    as_of: int
    undecided: bool
    deleted: bool
    packed: bytes
    made: Rows

    def state(self) -> merge.State:
        """What it was made of."""
        return merge.load(packing.unpack(self.packed))


def of_state(
    translator: Translator,
    kind: str,
    id_: str,
    state: merge.State,
    trees: merge.Trees = merge.NO_TREES,
) -> Made:
    """What an object of this state makes. `trees`: see `merge.show`."""
    shown = show(translator, kind, state, trees)
    return Made(
        kind,
        id_,
        state.as_of(),
        shown.undecided,
        shown.deleted,
        packing.pack(merge.dump(state)),
        rows_of(translator, kind, id_, shown),
    )


def of_reading(translator: Translator, reading: Reading) -> Made:
    """What an object makes that nothing else is known of."""
    trees = {id(reading.payload): reading.tree} if reading.tree is not None else merge.NO_TREES
    return of_state(translator, reading.kind, reading.id, merge.of(reading), trees)


def show(
    translator: Translator, kind: str, state: merge.State, trees: merge.Trees = merge.NO_TREES
) -> merge.Shown:
    """What an object of that kind shows."""
    known = translator.kinds.get(kind)
    return merge.show(state, known.ranks if known is not None else (), trees)


def rows_of(translator: Translator, kind: str, id_: str, shown: merge.Shown) -> Rows:
    """The rows an object makes; or none, and the reason it cannot be translated."""
    payload = {"id": id_, **(shown.payload or {"object": kind})}
    try:
        return Rows(translator.translate(kind, payload, deleted=shown.deleted), None)
    except (ValueError, TypeError, KeyError, AttributeError, LookupError) as problem:
        name = "" if isinstance(problem, ValueError) else f"{type(problem).__name__}: "
        return Rows((), f"This {kind} cannot be understood: {name}{problem}")
