"""Forgotten: whose personal data is not to be kept, asked of everything before it is merged.

The store has the subjects: ids of what is known to be of people who were erased (`blanked`). This
process remembers them, and asks in each transaction that merges only for those that came since: one
question that finds nothing. Where nobody of an account was ever erased, that is all there is to it.

What belongs to them is blanked, and its own id, and the ids of what else it says is theirs, become
subjects too: what comes behind it belongs by those. What came *before* it is found by the sweep
(`intake.erasure`), which is also what goes through the store when somebody is erased.

Numbers of subjects are given under the connection's lock. What a transaction has added itself is
not remembered before another one sees it: it may fail, and its numbers be given again.
"""

import asyncio
import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Connection, RootTransaction, func, select

from tillwatch.intake import made, merge
from tillwatch.intake.made import Made
from tillwatch.processors.belonging import AT, Ties
from tillwatch.processors.personal import Personal
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Payload, Reading
from tillwatch.store import bulk
from tillwatch.store.tables import blanked

Told = Reading | Made
Key = tuple[str, str]
COLUMNS: Final = ("connection_id", "number", "subject", "swept")
_texts = re.compile(rb'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL).findall
_json = msgspec.json.Decoder(dict[str, Any]).decode
_canonical = msgspec.json.Encoder(order="sorted").encode


class Subjects(NamedTuple):
    """Of one connection. `raw`: the same ids as they stand in JSON. `emails`: addresses are among
    them."""

    ids: frozenset[str]
    raw: frozenset[bytes]
    emails: bool

    @classmethod
    def of(cls, ids: Iterable[str]) -> "Subjects":
        found = frozenset(ids)
        emails = any(one.startswith(AT) for one in found)
        return cls(found, frozenset(one.encode() for one in found), emails)

    def may_name(self, text: bytes) -> bool:
        """Whether any text in JSON is one of them, or may be."""
        return (self.emails and b"@" in text) or not self.raw.isdisjoint(_texts(text))

    def may_own(self, payload: bytes, ties: Ties) -> bool:
        """Whether a canonical payload needs to be looked at: an eighth of the time it takes to."""
        if self.emails and b"@" in payload:
            return True
        return not self.raw.isdisjoint(_tied(ties)(payload))

    def own(self, payload: Payload, ties: Ties) -> bool:
        """Whether an object says that it is theirs."""
        if not self.ids.isdisjoint(ties.names(payload)) or payload.get("id") in self.ids:
            return True
        return self.emails and not self.ids.isdisjoint(ties.addresses(payload))


class Sifted(NamedTuple):
    """What was told, as it may be kept. `gone`: the objects that are theirs. `subjects`: what is
    to be remembered with them."""

    told: Sequence[Told]
    gone: frozenset[Key] = frozenset()
    subjects: frozenset[str] = frozenset()


class Forgotten:
    """What this process remembers, by connection."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, Subjects]] = {}
        self._adding: dict[str, RootTransaction | None] = {}
        self.due = True
        """Whether there may be something to sweep."""
        self.turn = asyncio.Lock()
        """Who sweeps."""

    def of(self, tx: Connection, connection_id: str) -> Subjects | None:
        """None: nobody was ever erased."""
        number, known = self._known.get(connection_id, (0, None))
        query = select(blanked.c.number, blanked.c.subject).where(
            blanked.c.connection_id == connection_id, blanked.c.number > number
        )
        came = tx.execute(query).all()
        if not came:
            return known
        known = Subjects.of([*(known.ids if known else ()), *(one.subject for one in came)])
        adding = self._adding.get(connection_id)
        if adding is None or adding is not tx.get_transaction():
            self._known[connection_id] = (max(one.number for one in came), known)
        return known

    def sift(
        self, tx: Connection, connection_id: str, processor: Processor, told: Sequence[Told]
    ) -> Sifted:
        """What was told, blanked where it is of somebody who was erased."""
        known = self.of(tx, connection_id)
        if known is None:
            return Sifted(told)
        theirs = _theirs(known, processor.ties, told)
        if not theirs:
            return Sifted(told)
        kept = [_blank(processor, one) if n in theirs else one for n, one in enumerate(told)]
        gone = frozenset((told[n].kind, told[n].id) for n in theirs)
        events = {_event(told[n]) for n in theirs} - {""}
        return Sifted(kept, gone, frozenset(events.union(*theirs.values())))

    def names(self, tx: Connection, connection_id: str, body: bytes) -> bool:
        """Whether a body that is not merged names somebody who was erased."""
        known = self.of(tx, connection_id)
        return known is not None and known.may_name(body)

    def remember(
        self, tx: Connection, connection_id: str, subjects: Collection[str], *, swept: bool = False
    ) -> int:
        """Inside a transaction that holds the connection's lock. How many were new."""
        wanted = sorted(subjects)
        found = bulk.find(
            tx, blanked, ("subject",), {"connection_id": connection_id}, "subject", wanted
        )
        there = {subject for (subject,) in found}
        new = [one for one in wanted if one not in there]
        if not new:
            return 0
        of_connection = blanked.c.connection_id == connection_id
        last = tx.scalar(select(func.max(blanked.c.number)).where(of_connection)) or 0
        self._adding[connection_id] = tx.get_transaction()
        rows = [(connection_id, n, subject, swept) for n, subject in enumerate(new, last + 1)]
        bulk.insert(tx, blanked, COLUMNS, rows)
        self.due = True
        return len(new)


def blank_state(personal: Personal, kind: str, state: merge.State) -> merge.State:
    """A state without what is personal. The blanked join of two is the join of the two blanked."""
    shapes = {
        shape: merge.Facts(
            facts.second, tuple(sorted({_blank_told(personal, kind, one) for one in facts.told}))
        )
        for shape, facts in state.shapes.items()
    }
    return merge.State(shapes, state.gone)


def blank_body(personal: Personal, body: bytes) -> bytes:
    """The same JSON, its personal values blank; nothing of what is no JSON object."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return b""
    if not isinstance(told, dict):
        return b""
    blank = personal.blanked(told)
    return body if blank == told else json.dumps(blank).encode()


def payloads(state: merge.State) -> list[bytes]:
    """Everything that is told of an object."""
    return [one.payload for facts in state.shapes.values() for one in facts.told]


def subjects_of(ties: Ties, id_: str, found: Iterable[Payload]) -> frozenset[str]:
    """What an object that is theirs makes known: itself, and what else it says is theirs."""
    return frozenset({id_}.union(*(ties.theirs(payload) for payload in found)))


def _theirs(known: Subjects, ties: Ties, told: Sequence[Told]) -> dict[int, frozenset[str]]:
    """The places of what is theirs, with the subjects it makes known."""
    found: dict[int, frozenset[str]] = {}
    left = dict(enumerate(told))
    subjects = known
    while left:
        new: dict[int, frozenset[str]] = {}
        for n, one in left.items():
            texts = payloads(one.state()) if isinstance(one, Made) else [one.payload]
            if one.id not in subjects.ids and not any(
                subjects.may_own(text, ties) for text in texts
            ):
                continue
            trees = [_json(text) for text in texts if text]
            if one.id in subjects.ids or any(subjects.own(tree, ties) for tree in trees):
                new[n] = subjects_of(ties, one.id, trees)
        if not new:
            break
        found |= new
        left = {n: one for n, one in left.items() if n not in new}
        subjects = Subjects.of(frozenset().union(*new.values()) - known.ids)
    return found


@cache
def _tied(ties: Ties) -> Callable[[bytes], list[bytes]]:
    """Finds the texts in fields that tie, and all ids."""
    names = "|".join(sorted(ties.owner | ties.both | {"id"}))
    return re.compile(rf'"(?:{names})":"([^"\\]+)"'.encode()).findall


def _event(one: Told) -> str:
    return one.event if isinstance(one, Reading) else ""


def _blank(processor: Processor, one: Told) -> Told:
    personal = processor.personal
    if isinstance(one, Made):
        state = blank_state(personal, one.kind, one.state())
        return made.of_state(processor, one.kind, one.id, state)
    if not one.payload:
        return one
    tree = personal.blanked(_json(one.payload), kind=one.kind)
    previous = _previous(personal, one.kind, one.previous)
    payload = _canonical(tree)
    return msgspec.structs.replace(one, payload=payload, tree=tree, previous=previous)


def _blank_told(personal: Personal, kind: str, told: merge.Told) -> merge.Told:
    payload = _canonical(personal.blanked(_json(told.payload), kind=kind))
    previous = _previous(personal, kind, told.previous)
    return msgspec.structs.replace(told, payload=payload, previous=previous)


def _previous(personal: Personal, kind: str, previous: bytes) -> bytes:
    return _canonical(personal.blanked(_json(previous), kind=kind)) if previous else previous
