"""Rows of judging: snapshots of scores, what was learned, what the business chose."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.learn import Learned
from tillwatch.features.disputes.score import Score
from tillwatch.features.disputes.value import Choices, Route, Verdict
from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_choice, dispute_learned, dispute_score

Key = tuple[str, str]
"""Connection and dispute."""
ARRIVED: Final = "arrived"
CHANGED: Final = "changed"
HISTORY: Final = "history"
"""It was answered or closed already when its account came here: scored by what was known then."""
CHOICES: Final = "choices"


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What was judged at `at`. `digest`: of what came out; the same, and nothing new is kept. `got`
    of `of`: half points of evidence. `product`: what it was taken for, physical, digital or
    service."""

    at: int
    cause: str
    rules: str
    learned: str
    digest: str
    score: Score | None
    routes: Sequence[Route]
    verdict: Verdict
    got: int
    of: int
    product: str | None = None


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """Of the newest snapshot, what a list shows. `chance` in millionths."""

    at: int
    chance: int | None
    verdict: str
    got: int
    of: int
    gain: int


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """Of what was learned: of how many decided cases, and when."""

    version: str
    at: int
    cases: int


async def newest(store: Store, key: Key) -> Snapshot | None:
    """The last snapshot of a dispute."""
    query = select(dispute_score).where(*_of(key)).order_by(dispute_score.c.at.desc()).limit(1)
    async with store.reading() as tx:
        row = (await tx.execute(query)).mappings().first()
    return None if row is None else _snapshot(row)


async def all_of(store: Store, key: Key) -> list[Snapshot]:
    """Newest first."""
    query = select(dispute_score).where(*_of(key)).order_by(dispute_score.c.at.desc())
    async with store.reading() as tx:
        return [_snapshot(row) for row in (await tx.execute(query)).mappings()]


async def put(tx: AsyncConnection, key: Key, one: Snapshot) -> None:
    """Of one second the last counts."""
    await tx.execute(delete(dispute_score).where(*_of(key), dispute_score.c.at == one.at))
    score = msgspec.to_builtins(one.score)
    gain = one.verdict.gain
    await tx.execute(
        dispute_score.insert().values(
            connection_id=key[0],
            dispute_id=key[1],
            at=one.at,
            cause=one.cause,
            rules=one.rules,
            learned=one.learned,
            digest=one.digest,
            chance=one.score.p_ppm if one.score else None,
            verdict=one.verdict.name,
            score={"score": score, "verdict": msgspec.to_builtins(one.verdict)},
            routes=msgspec.to_builtins(list(one.routes)),
            got=one.got,
            of=one.of,
            gain=gain.amount if gain else 0,
            product=one.product,
        )
    )


async def briefs(store: Store, connections: Sequence[str]) -> dict[Key, Brief]:
    """The newest of each dispute."""
    c = dispute_score.c
    last = (
        select(c.connection_id, c.dispute_id, func.max(c.at).label("at"))
        .where(c.connection_id.in_(connections))
        .group_by(c.connection_id, c.dispute_id)
        .subquery()
    )
    names = [c[name] for name in Brief.__struct_fields__]
    query = select(c.connection_id, c.dispute_id, *names).join(
        last,
        and_(
            c.connection_id == last.c.connection_id,
            c.dispute_id == last.c.dispute_id,
            c.at == last.c.at,
        ),
    )
    async with store.reading() as tx:
        return {
            (row["connection_id"], row["dispute_id"]): Brief(
                **{name: row[name] for name in Brief.__struct_fields__}
            )
            for row in (await tx.execute(query)).mappings()
        }


async def forecasts(
    store: Store, connection_id: str, *, first_rounds: bool = False
) -> dict[str, Snapshot]:
    """By dispute, the last snapshot that has a score: what was forecast before it was decided, or
    before it went into a second round."""
    c = dispute_score.c
    query = select(dispute_score).where(c.connection_id == connection_id, c.chance.is_not(None))
    async with store.reading() as tx:
        rows = (await tx.execute(query.order_by(c.at))).mappings()
        return {
            row["dispute_id"]: _snapshot(row)
            for row in rows
            if not (first_rounds and row["score"]["score"].get("second"))
        }


async def forecast_chances(store: Store, connection_id: str) -> dict[str, tuple[int, str]]:
    """Of the same snapshots no more than the chance and the cause."""
    c = dispute_score.c
    query = (
        select(c.dispute_id, c.chance, c.cause)
        .where(c.connection_id == connection_id, c.chance.is_not(None))
        .order_by(c.at)
    )
    async with store.reading() as tx:
        return {row.dispute_id: (row.chance, row.cause) for row in await tx.execute(query)}


async def learned(store: Store, connection_id: str) -> Learned:
    """What was learned last; what says nothing where nothing was."""
    c = dispute_learned.c
    query = (
        select(c.learned)
        .where(c.connection_id == connection_id)
        .order_by(c.at.desc(), c.version)
        .limit(1)
    )
    async with store.reading() as tx:
        found = await tx.scalar(query)
    return Learned() if found is None else msgspec.convert(found, Learned)


async def versions(store: Store, connection_id: str) -> list[Version]:
    """Of what was learned, the newest first."""
    c = dispute_learned.c
    query = select(c.version, c.at, c.cases).where(c.connection_id == connection_id)
    async with store.reading() as tx:
        rows = (await tx.execute(query.order_by(c.at.desc(), c.version))).mappings()
        return [Version(**row) for row in rows]


async def put_learned(tx: AsyncConnection, connection_id: str, one: Learned, at: int) -> None:
    """Of one second the last counts."""
    c = dispute_learned.c
    same = (c.version == one.version) | (c.at == at)
    await tx.execute(delete(dispute_learned).where(c.connection_id == connection_id, same))
    row: dict[str, Any] = {"connection_id": connection_id, "version": one.version, "at": at}
    row |= {"cases": one.cases, "learned": msgspec.to_builtins(one)}
    await tx.execute(dispute_learned.insert().values(**row))


async def choices(store: Store) -> Choices:
    query = select(dispute_choice.c.value).where(dispute_choice.c.name == CHOICES)
    async with store.reading() as tx:
        found = await tx.scalar(query)
    return Choices() if found is None else msgspec.convert(found, Choices)


async def choose(tx: AsyncConnection, one: Choices, at: int) -> None:
    await tx.execute(delete(dispute_choice).where(dispute_choice.c.name == CHOICES))
    value = msgspec.to_builtins(one)
    await tx.execute(dispute_choice.insert().values(name=CHOICES, value=value, changed=at))


def _of(key: Key) -> tuple[Any, ...]:
    return (dispute_score.c.connection_id == key[0], dispute_score.c.dispute_id == key[1])


def _snapshot(row: RowMapping) -> Snapshot:
    held = row["score"]
    return Snapshot(
        at=row["at"],
        cause=row["cause"],
        rules=row["rules"],
        learned=row["learned"],
        digest=row["digest"],
        score=msgspec.convert(held["score"], Score | None),
        routes=msgspec.convert(row["routes"], list[Route]),
        verdict=msgspec.convert(held["verdict"], Verdict),
        got=row["got"],
        of=row["of"],
        product=row["product"],
    )
