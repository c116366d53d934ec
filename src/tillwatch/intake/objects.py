"""Objects: what is told of them joined to what is known, and all that follows written.

Plain functions on a plain connection: they run inside `Store.write`. One statement a table,
whatever the number of objects.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from tillwatch.intake import aside, forgotten, made, merge, opened
from tillwatch.intake.aside import Aside
from tillwatch.intake.forgotten import Sifted
from tillwatch.intake.forgotten import Told as Told  # what is merged here
from tillwatch.intake.house import House
from tillwatch.intake.made import Made, Rows
from tillwatch.ledger import write
from tillwatch.processors.port import Processor, Translator
from tillwatch.processors.reading import Reading
from tillwatch.rows import Row
from tillwatch.store import bulk
from tillwatch.store.tables import objects

KEPT: Final = ("connection_id", "kind", "id", "as_of", "undecided", "deleted", "state")
FOUND: Final = ("num", "id", "state")
Key = tuple[str, str]


class Applied(msgspec.Struct, kw_only=True):
    """What one transaction did: objects whose state changed, rows that changed."""

    objects: int = 0
    changes: int = 0


class Touched(NamedTuple):
    """An object whose state changed: its number (None: not known yet), the rows it made before,
    and what it makes now."""

    num: int | None
    before: Rows
    now: Made


def merge_in(
    house: House,
    connection: Connection,
    connection_id: str,
    processor: Processor,
    told: Sequence[Told],
    *,
    live: bool,
) -> Applied:
    """Join what was told to what is known and write what follows, inside the caller's
    transaction. `told`: readings, or what objects make that nothing but one reading is known of."""
    sifted = house.forgotten.sift(connection, connection_id, processor, told)
    if sifted.subjects:
        house.forgotten.remember(connection, connection_id, sifted.subjects)
    touched = _touched(connection, connection_id, processor, sifted)
    return _written(house, connection, connection_id, touched, live=live)


def blank(
    house: House,
    connection: Connection,
    connection_id: str,
    processor: Processor,
    keys: Iterable[Key],
) -> Applied:
    """Take what is personal out of these objects and of their rows, inside a transaction that holds
    the connection's lock."""
    touched = []
    for (kind, id_), (num, earlier) in _known(connection, connection_id, keys).items():
        if earlier is None:
            continue
        after = forgotten.blank_state(processor.personal, kind, earlier)
        if after != earlier:
            before = made.rows_of(processor, kind, id_, made.show(processor, kind, earlier))
            touched.append(Touched(num, before, made.of_state(processor, kind, id_, after)))
    return _written(house, connection, connection_id, touched, live=False)


def _written(
    house: House,
    connection: Connection,
    connection_id: str,
    touched: Sequence[Touched],
    *,
    live: bool,
) -> Applied:
    if not touched:
        return Applied()
    _keep_problems(house, connection, connection_id, touched)
    _store_objects(connection, connection_id, touched)
    before: list[Row] = []
    after: list[Row] = []
    for one in touched:
        before += one.before.rows
        after += one.now.made.rows
    written = write.write(connection, connection_id, before, after)
    at_ms = int(house.clock.now() * 1000)
    write.log(connection, connection_id, written, at_ms=at_ms, live=live)
    return Applied(objects=len(touched), changes=len(written))


def translate_again(
    house: House, connection: Connection, connection_id: str, translator: Translator, key: list[str]
) -> tuple[Applied, str | None]:
    """Write the rows of an object (kind, id) that could not be translated before; why, if still."""
    kind, id_ = key
    query = select(objects.c.state).where(
        objects.c.connection_id == connection_id, objects.c.kind == kind, objects.c.id == id_
    )
    state = connection.execute(query).scalar_one_or_none()
    if state is None:
        return Applied(), None
    shown = made.show(translator, kind, merge.load(state))
    rows, problem = made.rows_of(translator, kind, id_, shown)
    written = write.write(connection, connection_id, (), rows)
    at_ms = int(house.clock.now() * 1000)
    write.log(connection, connection_id, written, at_ms=at_ms, live=False)
    return Applied(objects=1, changes=len(written)), problem


def _touched(
    connection: Connection, connection_id: str, processor: Processor, sifted: Sifted
) -> list[Touched]:
    """The objects that what was told changes, with what was known of them."""
    told = sifted.told
    states = _united(told)
    trees = {
        id(one.payload): one.tree
        for one in told
        if isinstance(one, Reading) and one.tree is not None
    }
    known = _known(connection, connection_id, states)
    touched = []
    for (kind, id_), state in states.items():
        num, earlier = known.get((kind, id_), (None, None))
        if num is None:
            before = made.NO_ROWS
            if isinstance(state, Made):
                touched.append(Touched(None, before, state))
                continue
            after = state
        elif earlier is None:  # what is told now stands in place of what cannot be read
            before, after = made.NO_ROWS, _state(state)
        else:
            kept = earlier
            if (kind, id_) in sifted.gone:
                kept = forgotten.blank_state(processor.personal, kind, earlier)
            after = merge.join(kept, _state(state))
            if after == earlier:
                continue
            before = made.rows_of(processor, kind, id_, made.show(processor, kind, earlier))
        now = made.of_state(processor, kind, id_, after, trees)
        touched.append(Touched(num, before, now))
    return touched


def _united(told: Iterable[Told]) -> dict[Key, merge.State | Made]:
    """What a batch tells, once an object."""
    states: dict[Key, merge.State | Made] = {}
    for one in told:
        key = (one.kind, one.id)
        known = states.get(key)
        new = one if isinstance(one, Made) else merge.of(one)
        states[key] = new if known is None else merge.join(_state(known), _state(new))
    return states


def _state(one: merge.State | Made) -> merge.State:
    return one.state() if isinstance(one, Made) else one


def _known(
    connection: Connection, connection_id: str, wanted: Iterable[Key]
) -> dict[Key, tuple[int, merge.State | None]]:
    """Number and state of those among them that are known; no state where it cannot be read."""
    kinds: dict[str, list[str]] = {}
    for kind, id_ in wanted:
        kinds.setdefault(kind, []).append(id_)
    known: dict[Key, tuple[int, merge.State | None]] = {}
    for kind, ids in kinds.items():
        owner = {"connection_id": connection_id, "kind": kind}
        for num, id_, kept in bulk.find(connection, objects, FOUND, owner, "id", ids):
            known[kind, id_] = num, opened.state(kept)
    return known


def _keep_problems(
    house: House, connection: Connection, connection_id: str, touched: Sequence[Touched]
) -> None:
    for one in touched:
        name = f"{one.now.kind}/{one.now.id}"
        problem = one.now.made.problem
        if problem is not None:
            kept = Aside(connection_id, "unreadable", problem, object_id=name)
            aside.put(connection, house, kept)
        elif one.before.problem is not None:
            aside.settle(connection, connection_id, name)


def _store_objects(connection: Connection, connection_id: str, touched: Sequence[Touched]) -> None:
    """New objects are inserted and known ones replaced by their number: an upsert by their key
    would use numbers up."""
    fresh, known = [], []
    for num, _, now in touched:
        row = (
            connection_id,
            now.kind,
            now.id,
            now.as_of,
            now.undecided,
            now.deleted,
            now.packed,
        )
        if num is None:
            fresh.append(row)
        else:
            known.append((num, *row))
    bulk.insert(connection, objects, KEPT, fresh)
    bulk.upsert(connection, objects, ("num", *KEPT), known, ("num",))
