"""Merge: what is known of one object, whatever the order in which it was told.

Kept of an object, per API version that shaped it: the latest second anything was told of it, and
the set of distinct readings of that second; and the second of its deletion. `join` takes the later
second, unites equal ones, and is commutative, associative and idempotent; a product of joins is a
join. What to show of the set is a pure question (`show`), asked afterwards, so that no order of
arrival can decide it.

Which of one second's readings shows, the first rule that leaves one:
  1. Of two, one *follows* the other: the old values its event names are the other's values; or the
     other was told by the object's creation; or it was fetched and the other was not (its second
     is a lower bound: it was read after all that happened in that second). Show the one that none
     follows, unless what it follows was told twice, so that the object may have gone there again
     (a rank may rule that out).
  2. The `Rank`s of the kind: facts that only move one way.
  3. The greatest (API version, event id) shows, and the object is undecided: ask again.

Rule 1 leans on what processors do: an event that names no old values tells a creation or a fact
that moves one way; what can go back and forth is told with its old values.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from tillwatch.processors.reading import Payload, Rank, Reading

NEVER = -1


class Told(msgspec.Struct, frozen=True, array_like=True, order=True):
    """One distinct reading of a second. See `Reading` for the fields."""

    event: str
    payload: bytes
    created: int
    first: bool
    previous: bytes


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """What one shape tells: the latest second, its readings in order."""

    second: int
    told: tuple[Told, ...]


class State(msgspec.Struct, frozen=True, array_like=True):
    """All that is kept of an object. `gone`: the second of its latest deletion, or NEVER."""

    shapes: dict[str, Facts]
    gone: int = NEVER

    def as_of(self) -> int:
        """The latest second anything was told."""
        return max((facts.second for facts in self.shapes.values()), default=self.gone)


class Shown(msgspec.Struct, frozen=True):
    """What an object is taken to be now. `payload` None: nothing but its deletion is known."""

    payload: Payload | None
    deleted: bool
    undecided: bool


Trees = Mapping[int, Payload]
NO_TREES: Final[Trees] = {}

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(State).decode
_json = msgspec.json.Decoder(dict[str, Any]).decode


def dump(state: State) -> bytes:
    """The state as kept; equal states give equal bytes."""
    ordered = {shape: state.shapes[shape] for shape in sorted(state.shapes)}
    return _encode(State(ordered, state.gone))


load = _decode


def of(reading: Reading) -> State:
    """The state that one reading alone makes."""
    gone = reading.as_of if reading.tombstone else NEVER
    if not reading.payload:
        return State({}, gone)
    told = Told(reading.event, reading.payload, reading.created, reading.first, reading.previous)
    return State({reading.shape: Facts(reading.as_of, (told,))}, gone)


def join(a: State, b: State) -> State:
    """All that `a` and `b` tell."""
    shapes = dict(a.shapes)
    for shape, facts in b.shapes.items():
        known = shapes.get(shape)
        shapes[shape] = facts if known is None else _join(known, facts)
    return State(shapes, max(a.gone, b.gone))


def _join(a: Facts, b: Facts) -> Facts:
    if a.second != b.second:
        return a if a.second > b.second else b
    if a.told == b.told:
        return a
    return Facts(a.second, tuple(sorted({*a.told, *b.told})))


def show(state: State, ranks: Sequence[Rank] = (), trees: Trees = NO_TREES) -> Shown:
    """What the state shows. Fields the shown shape lacks come from the other shapes' own.
    `trees`: payloads that were decoded before, by the identity of their bytes."""
    if len(state.shapes) == 1:
        ((_, facts),) = state.shapes.items()
        if len(facts.told) == 1:
            (only,) = facts.told
            tree = trees.get(id(only.payload))
            payload = _json(only.payload) if tree is None else tree
            return Shown(payload, deleted=only.created <= state.gone, undecided=False)
    alive = {
        shape: Facts(facts.second, told)
        for shape, facts in state.shapes.items()
        if (told := tuple(one for one in facts.told if one.created > state.gone))
    }
    deleted = not alive
    shapes = alive or state.shapes
    if not shapes:
        return Shown(None, deleted=True, undecided=False)
    if len(shapes) == 1:
        ((shape, facts),) = shapes.items()
        if len(facts.told) == 1:
            return Shown(_json(facts.told[0].payload), deleted, undecided=False)
        return Shown(*_pick({shape: facts}, ranks, deleted))
    latest = max(facts.second for facts in shapes.values())
    now = {shape: facts for shape, facts in shapes.items() if facts.second == latest}
    payload, _, undecided = _pick(now, ranks, deleted)
    older = sorted(shapes, key=lambda shape: (shapes[shape].second, shape), reverse=True)
    for shape in older:
        rest, _, _ = _pick({shape: shapes[shape]}, ranks, deleted)
        payload = {**rest, **payload}
    return Shown(payload, deleted, undecided)


class _Group:
    """Readings of one second that tell the same: of one event, or with the same payload."""

    def __init__(self, members: list[tuple[str, Told]]) -> None:
        self.members = members
        self.shape, self.told = max(members, key=lambda member: (member[0], member[1]))
        self.payload = _json(self.told.payload)
        self.first = all(told.first for _, told in members)
        self.fetched = any(not told.event for _, told in members)
        self.events = {told.event for _, told in members if told.event}

    def names(self, other: "_Group") -> bool:
        """Whether an event of this group names values of `other` as the old ones."""
        for shape, told in self.members:
            if not told.previous:
                continue
            before = _json(told.previous)
            same = [one for of_shape, one in other.members if of_shape == shape]
            for one in same or [other.told]:
                if before and _holds(before, _json(one.payload)):
                    return True
        return False

    def follows(self, other: "_Group") -> bool:
        if self.names(other):
            return True
        if other.first and not self.first:
            return True
        return self.fetched and not other.fetched

    def returns(self) -> bool:
        """Whether an event may have brought the object back to this payload: told more than once,
        and one of the events does not say what it changed."""
        silent = any(t.event and not t.first and not t.previous for _, t in self.members)
        return silent and len(self.events) > 1

    def place(self) -> tuple[str, str]:
        id_ = max(self.events) if self.events else hashlib.sha256(self.told.payload).hexdigest()
        return self.shape, id_


def _holds(before: Any, now: Any) -> bool:
    """Whether every leaf of `before` is the same in `now`; absent is null."""
    if isinstance(before, dict):
        inside = now if isinstance(now, dict) else {}
        return all(_holds(value, inside.get(name)) for name, value in before.items())
    if isinstance(before, list) and isinstance(now, list):
        return len(before) == len(now) and all(map(_holds, before, now))
    return type(before) is type(now) and before == now


def _pick(
    facts: dict[str, Facts], ranks: Sequence[Rank], deleted: bool
) -> tuple[Payload, bool, bool]:
    groups = _groups((shape, told) for shape in facts for told in facts[shape].told)
    if len(groups) == 1:
        return groups[0].payload, deleted, False
    last = [g for g in groups if not any(o.follows(g) for o in groups if o is not g)] or groups
    if len(last) == 1:
        winner = last[0]
        doubtful = not winner.fetched and any(
            g.returns() and not _outranks(winner.payload, g.payload, ranks)
            for g in groups
            if g is not winner
        )
        return winner.payload, deleted, doubtful
    for group in last:
        if all(_outranks(group.payload, o.payload, ranks) for o in last if o is not group):
            return group.payload, deleted, False
    return max(last, key=_Group.place).payload, deleted, True


def _groups(readings: Iterable[tuple[str, Told]]) -> list[_Group]:
    """Readings united where they are of one event, or tell the same in every shape both have."""
    events: dict[object, list[tuple[str, Told]]] = {}
    for shape, told in sorted(readings):
        events.setdefault(told.event or (shape, told.payload), []).append((shape, told))
    united: list[list[tuple[str, Told]]] = []
    for members in events.values():
        same = next((known for known in united if _same(known, members)), None)
        if same is None:
            united.append(members)
        else:
            same.extend(members)
    return [_Group(members) for members in united]


def _same(a: list[tuple[str, Told]], b: list[tuple[str, Told]]) -> bool:
    mine = {shape: told.payload for shape, told in a}
    others = {shape: told.payload for shape, told in b}
    common = mine.keys() & others.keys()
    return bool(common) and all(mine[shape] == others[shape] for shape in common)


def _outranks(a: Payload, b: Payload, ranks: Sequence[Rank]) -> bool:
    """Whether `a` is at least as far as `b` in every rank, and farther in one."""
    farther = False
    for rank in ranks:
        mine, other = _place(a, rank), _place(b, rank)
        if mine is None or other is None:
            if a.get(rank.field) != b.get(rank.field):
                return False
        elif mine < other:
            return False
        else:
            farther = farther or mine > other
    return farther


def _place(payload: Payload, rank: Rank) -> int | None:
    value = payload.get(rank.field)
    if rank.order is not None:
        return rank.order.get(value) if isinstance(value, str) else None
    return int(value) if isinstance(value, bool | int) else None
