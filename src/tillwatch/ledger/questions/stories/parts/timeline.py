"""What happened to an object, newest first: every stored event about it, and facts without one.

Events are found by the ids they mention (`intake.mentions` keeps that list); the newest of the
inbox, which may not be noted yet, are looked at directly. An event told in several API versions is
one event, shown in the newest of them, received when the first of them came.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, select

from tillwatch.kernel import errors, eyes
from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.parts.pieces import Happening
from tillwatch.processors.reading import Payload
from tillwatch.processors.words import Happened
from tillwatch.store.schema import MENTIONS
from tillwatch.store.tables import cursor, inbox, mention

TAIL: Final = 2_000
"""How many deliveries that are not noted yet are looked at, the newest first."""
TOLD: Final = 5_000
"""Of an object that has more events than that, the newest so many are looked at."""
UNREADABLE: Final = (errors.BadInput, ValueError, TypeError, LookupError, AttributeError)
Says = Callable[[str, Payload, Happened], Happened]
"""Puts words of the story's own in place of the event's: (type, object, words) -> words."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """`events`: how many stored events there are about these objects in all."""

    happenings: list[Happening]
    events: int


async def of(
    ask: Ask,
    ids: Iterable[str | None],
    *,
    limit: int,
    facts: Sequence[Happening] = (),
    says: Says | None = None,
) -> Found:
    """The newest `limit` happenings of the objects with these ids, the page's own first. `facts`
    are what the rows say; one about an object that an event tells of is left out."""
    named = [id_ for id_ in ids if id_]
    wanted = set(named)
    numbers = await mentioning(ask, wanted)
    heads = await _heads(ask, numbers)
    newest = sorted(heads, key=lambda head: (head["created"], head["first"]), reverse=True)[:limit]
    bodies = await _bodies(ask, [head["seq"] for head in newest])
    told = [_happening(ask, head, bodies.get(head["seq"]), says) for head in newest]
    spoken = {one.id for one in told}
    silent = [one for one in facts if one.id is None or one.id not in spoken]

    def place(one: Happening) -> tuple[float, bool]:
        """Of one second, the making of the page's object comes before all else."""
        return one.at, not (one.id in named[:1] and (one.type or ".created").endswith(".created"))

    together = sorted([*told, *silent], key=place, reverse=True)
    return Found(happenings=together[:limit], events=len(heads))


async def mentioning(ask: Ask, wanted: set[str]) -> list[int]:
    """The deliveries that mention one of the ids, the newest `TOLD`."""
    if not wanted:
        return []
    query = (
        select(mention.c.seq)
        .where(mention.c.connection_id == ask.connection_id, mention.c.object_id.in_(wanted))
        .distinct()
        .order_by(mention.c.seq.desc())
        .limit(TOLD)
    )
    async with ask.store.reading() as tx:
        noted = await tx.scalar(select(cursor.c.position).where(cursor.c.name == MENTIONS)) or 0
        numbers = set((await tx.execute(query)).scalars())
    tail = (
        select(inbox.c.seq, inbox.c.body)
        .where(inbox.c.connection_id == ask.connection_id, inbox.c.seq > noted)
        .order_by(inbox.c.seq.desc())
        .limit(TAIL)
    )
    async with ask.store.inbox.connect() as tx:
        rest = (await tx.execute(tail)).all()
    numbers |= {row.seq for row in rest if wanted.intersection(ask.processor.mentions(row.body))}
    return sorted(numbers, reverse=True)[:TOLD]


async def _heads(ask: Ask, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """One an event: `seq` of its newest API version, `first` and the rest of its first delivery."""
    names = ("seq", "event_id", "api_version", "type", "created", "source", "received_ms")
    rows: list[RowMapping] = []
    async with ask.store.inbox.connect() as tx:
        for start in range(0, len(numbers), 500):
            part = numbers[start : start + 500]
            query = select(*[inbox.c[name] for name in names]).where(inbox.c.seq.in_(part))
            rows += (await tx.execute(query)).mappings()
    heads: dict[str, dict[str, Any]] = {}
    versions: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: int(row["seq"])):
        head = heads.setdefault(row["event_id"], {**row, "first": row["seq"]})
        if row["api_version"] >= versions.get(row["event_id"], ""):
            versions[row["event_id"]] = row["api_version"]
            head["seq"] = row["seq"]
    return list(heads.values())


async def _bodies(ask: Ask, numbers: Sequence[int]) -> dict[int, bytes]:
    query = select(inbox.c.seq, inbox.c.body).where(inbox.c.seq.in_(numbers))
    async with ask.store.inbox.connect() as tx:
        return {row.seq: row.body for row in await tx.execute(query)}


def _happening(
    ask: Ask, head: Mapping[str, Any], body: bytes | None, says: Says | None
) -> Happening:
    payload = _payload(ask, body)
    said = ask.processor.words.happened(head["type"], payload)
    if says is not None:
        said = says(head["type"], payload, said)
    received = head["received_ms"] / 1000
    return Happening(
        at=head["created"],
        says=said.says,
        detail=said.detail,
        tone=said.tone,
        amount=said.amount,
        kind=_text(payload, "object"),
        id=_text(payload, "id"),
        event_id=head["event_id"],
        type=head["type"],
        source=head["source"],
        received_at=received,
        delay_s=round(max(0.0, received - head["created"]), 1),
    )


def _payload(ask: Ask, body: bytes | None) -> Payload:
    """The event's object as the merge would see it, as far as whoever asks may; empty for one
    that cannot be read."""
    try:
        reading = ask.processor.event_readings(body or b"")[0]
        decoded = msgspec.json.decode(reading.payload)
    except UNREADABLE:
        return {}
    if not isinstance(decoded, dict) or eyes.now().personal:
        return decoded if isinstance(decoded, dict) else {}
    return ask.processor.personal.masked(decoded, eyes.shown, kind=reading.kind)


def _text(payload: Payload, name: str) -> str | None:
    value = payload.get(name)
    return value if isinstance(value, str) else None


def fact(
    at: float | None,
    says: str,
    *,
    detail: str | None = None,
    tone: str = "plain",
    amount: Money | None = None,
    kind: str | None = None,
    id_: str | None = None,
) -> list[Happening]:
    """A happening that no event tells; none when it is not known when it happened."""
    if at is None:
        return []
    return [
        Happening(
            at=at,
            says=says,
            detail=detail,
            tone=tone,
            amount=amount,
            kind=kind,
            id=id_,
            event_id=None,
            type=None,
            source=None,
            received_at=None,
            delay_s=None,
        )
    ]
